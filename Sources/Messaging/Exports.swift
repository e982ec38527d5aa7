// A host that depends on Messaging alone opens the pool, runs the migrations and passes its logger.
@_exported public import Logging
@_exported public import Postgres
