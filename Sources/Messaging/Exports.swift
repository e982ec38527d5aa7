// A host that depends on Messaging alone opens the pool, runs the migrations, passes its logger and shows what is wrong
// with a form.
@_exported public import Forms
@_exported public import Logging
@_exported public import Postgres
