#include "gateway/crypto/key_text.h"
