#include "gateway/crypto/agreement_key.h"
