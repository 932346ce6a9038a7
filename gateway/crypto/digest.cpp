#include "gateway/crypto/digest.h"
