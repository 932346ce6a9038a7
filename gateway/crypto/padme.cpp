#include "gateway/crypto/padme.h"
