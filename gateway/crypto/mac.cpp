#include "gateway/crypto/mac.h"
