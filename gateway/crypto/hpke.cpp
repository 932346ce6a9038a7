#include "gateway/crypto/hpke.h"
