#include "gateway/crypto/batch_signature.h"
