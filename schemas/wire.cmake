gateway_schema(wire FILES wire.capnp)
