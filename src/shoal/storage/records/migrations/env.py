"""Run by Alembic: applies the scripts to the connection that `migrations.configuration` was given."""

from alembic import context

from shoal.storage.records.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
    compare_type=True,
    transactional_ddl=False,  # the caller's transaction holds all steps
)
context.run_migrations()
