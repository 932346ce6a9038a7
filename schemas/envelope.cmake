gateway_schema(envelope FILES envelope.capnp)
