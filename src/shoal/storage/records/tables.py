"""The tables of the records database. Times are microseconds since 1970 UTC; migrations make them (migrations/)."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only for INTEGER keys.
Number = BigInteger().with_variant(Integer, "sqlite")


def _workspace(*, index: bool = True) -> Column[str]:
    return Column("workspace_id", String(64), nullable=False, index=index)


# One row a workspace: its settings.
workspace = Table(
    "workspace",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("name", String(100)),  # what people call it; null until somebody does
    Column("zone", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# One row for each committed step of ingestion; `number` is the watermark.
batch = Table(
    "batch",
    metadata,
    _workspace(),
    Column("number", Number, primary_key=True),
    Column("source", String(200), nullable=False),
    Column("accepted_at", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("profiles", BigInteger, nullable=False),  # dense ids given out so far
    Column("touched", LargeBinary, nullable=False),  # Roaring bitmap of the profiles with a record in the batch
    Column("catalog", JSON, nullable=False),  # what the batch adds to the catalog
    Column("inbox_through", BigInteger),  # the last number of the inbox that the batch covers; null for imports
)

# Where records come from over HTTP; `id` is the source that batches and message ids name.
source = Table(
    "source",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("id", String(100), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("write_key", String(80), nullable=False, unique=True),  # public by nature: it stands in web pages and apps
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("disabled_at", BigInteger),
)

# The sum of the catalogs of all batches up to a watermark, so that reading the catalog adds up only the newest.
catalog_sum = Table(
    "catalog_sum",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("watermark", BigInteger, nullable=False),
    Column("catalog", JSON, nullable=False),
)

# The manifest: files of the log. A snapshot is the rows with added ≤ watermark and removed is null or > watermark.
data_file = Table(
    "data_file",
    metadata,
    _workspace(),
    Column("id", Number, primary_key=True),
    Column("dataset", String(20), nullable=False),
    Column("path", String(500), nullable=False),  # relative to the workspace's folder
    Column("rows", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("min_time", BigInteger),
    Column("max_time", BigInteger),
    Column("day", String(10)),  # UTC day and bucket of a compacted file; null when the file spans several
    Column("bucket", Integer),
    Column("events", JSON),  # rows for each event name, for the events dataset
    Column("schema_version", Integer, nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("removed", BigInteger),
)

# What was imported, so that a person can see it; the same file again adds nothing because of its message ids.
import_run = Table(
    "import_run",
    metadata,
    _workspace(),
    Column("id", Number, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("origin", Text, nullable=False),
    Column("source", String(200), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("read", BigInteger, nullable=False),
    Column("accepted", BigInteger, nullable=False),
    Column("duplicates", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),
    Column("error", Text),
)

segment = Table(
    "segment",
    metadata,
    _workspace(),
    Column("id", String(100), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("description", String(500), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("rule", JSON),
    Column("zone", String(64)),
    Column("labels", JSON, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("planned_active", Boolean),  # what `active` becomes at `planned_at`; both or neither are set
    Column("planned_at", BigInteger),
    Column("schedule", String(100)),
    Column("limits", JSON),  # include, exclude, cap and waterfall, each only where it says something
    Column("version", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),  # a deleted segment keeps its row, so that its id is never given again
)

# Every saved state of a segment: the whole definition, who made it and when.
segment_version = Table(
    "segment_version",
    metadata,
    _workspace(),
    Column("segment_id", String(100), ForeignKey("segment.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("definition", JSON, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(200), nullable=False),
    Column("change", String(40), nullable=False),  # create, edit, rename, label, pin, activate, deactivate, delete
)

# Aggregates over events that have a name; `definition` is the JSON of an event condition without its test.
measure = Table(
    "measure",
    metadata,
    _workspace(),
    Column("id", String(100), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("description", String(500), nullable=False),
    Column("definition", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),  # as with segments: an id is never given again
)

# What a model said of people at one instant: a Parquet file with the numbers and bands by profile id.
score_set = Table(
    "score_set",
    metadata,
    _workspace(),
    Column("id", Number, primary_key=True),
    Column("score", String(100), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("added_by", String(200), nullable=False),
    Column("profiles", BigInteger, nullable=False),
    Column("bands", JSON, nullable=False),
    Column("file", String(500), nullable=False),  # relative to the workspace's folder
)

# One row a refresh; a run without finished_at whose process is gone was interrupted.
run = Table(
    "run",
    metadata,
    _workspace(),
    Column("id", Number, primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    Column("started_by", String(200)),  # null for runs from before this was kept
    Column("finished_at", BigInteger),
    Column("as_of", BigInteger, nullable=False),
    Column("watermark", BigInteger, nullable=False),
    Column("error", Text),
)

run_segment = Table(
    "run_segment",
    metadata,
    _workspace(index=False),
    Column("run_id", Number, ForeignKey("run.id"), primary_key=True),
    Column("segment_id", String(100), primary_key=True),
    Column("status", String(20), nullable=False),  # ready, failed, skipped
    Column("members", BigInteger),
    Column("entered", BigInteger),
    Column("left", BigInteger),
    Column("milliseconds", BigInteger),
    Column("error", Text),
)

# Published member sets. The latest row of a segment is its present generation; the Roaring bytes lie in `file` while
# the generation is kept, and older ones are found again by undoing the changes.
generation = Table(
    "generation",
    metadata,
    _workspace(index=False),
    Column("id", Number, primary_key=True),
    Column("segment_id", String(100), ForeignKey("segment.id"), nullable=False),
    Column("run_id", Number, ForeignKey("run.id"), nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    Column("watermark", BigInteger, nullable=False),
    Column("definition_version", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("members", BigInteger, nullable=False),
    Column("file", String(500)),
    Column("offset", BigInteger),
    Column("length", BigInteger),
    UniqueConstraint("segment_id", "run_id"),
)
# Only present generations have a file: the index finds them among all that there ever were.
Index(
    "ix_generation_present",
    generation.c.segment_id,
    sqlite_where=generation.c.file.is_not(None),
    postgresql_where=generation.c.file.is_not(None),
)

# The change log: sets of profiles that entered or left with one cause. The changes of a set are numbered from
# `first_number` in ascending order of profile.
change_set = Table(
    "change_set",
    metadata,
    _workspace(index=False),
    Column("first_number", Number, primary_key=True),
    Column("generation_id", Number, ForeignKey("generation.id"), nullable=False),
    Column("segment_id", String(100), nullable=False, index=True),
    Column("direction", String(10), nullable=False),  # entered, left
    Column("cause", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("file", String(500), nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
)

# Append-only: who changed what.
audit = Table(
    "audit",
    metadata,
    _workspace(),
    Column("id", Number, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", JSON, nullable=False),
)

# What people say of a tag; which profiles have it is in the log.
tag = Table(
    "tag",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("description", String(500), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(200), nullable=False),
)

user = Table(
    "user",
    metadata,
    _workspace(),
    Column("id", String(40), primary_key=True),
    Column("email", String(254), nullable=False),  # in lower case
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),  # viewer, marketer, analyst, admin
    Column("password", String(200)),  # argon2id; null until the person chose one
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger),
    Column("disabled_at", BigInteger),
    UniqueConstraint("workspace_id", "email"),
)

# Signed-in browsers. The cookie holds the secret, the row its hash.
session = Table(
    "session",
    metadata,
    _workspace(),
    Column("secret_hash", String(64), primary_key=True),
    Column("user_id", String(40), ForeignKey("user.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

# Links that work once: to make the first user, to sign in, to choose a password.
link = Table(
    "link",
    metadata,
    _workspace(),
    Column("secret_hash", String(64), primary_key=True),
    Column("purpose", String(20), nullable=False),  # setup, sign_in, password
    Column("user_id", String(40), ForeignKey("user.id")),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

# Keys of programs; `prefix` is shown to tell them apart.
api_key = Table(
    "api_key",
    metadata,
    _workspace(),
    Column("id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("prefix", String(20), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("expires_at", BigInteger),
    Column("last_used_at", BigInteger),
    Column("revoked_at", BigInteger),
)
