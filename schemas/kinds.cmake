gateway_schema(kinds FILES common.capnp intel.capnp consent.capnp aftercare.capnp control.capnp)
