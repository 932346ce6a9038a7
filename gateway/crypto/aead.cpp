#include "gateway/crypto/aead.h"
