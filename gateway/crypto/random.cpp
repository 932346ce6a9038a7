#include "gateway/crypto/random.h"
