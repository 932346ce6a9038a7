#include "gateway/crypto/merkle_tree.h"
