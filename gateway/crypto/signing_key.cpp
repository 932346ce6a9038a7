#include "gateway/crypto/signing_key.h"
