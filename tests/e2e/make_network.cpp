#include "gateway/crypto/random.h"
#include "gateway/lab/network.h"

// Makes the training network that the end-to-end tests start from. Usage: make_network FOLDER
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  gateway::crypto::SystemRandom random;
  return gateway::lab::make_network(argv[1], random) ? 0 : 1;
}
