UNKNOWN = "lintel_unknown()"
TYPES = {
    "AutoField": "integer", "BigAutoField": "bigint", "SmallAutoField": "smallint", "BinaryField": "bytea", "BooleanField": "boolean",
    "NullBooleanField": "boolean", "DateField": "date", "DateTimeField": "timestamp with time zone", "DurationField": "interval",
    "FloatField": "double precision", "IntegerField": "integer", "BigIntegerField": "bigint", "SmallIntegerField": "smallint",
    "PositiveIntegerField": "integer", "PositiveBigIntegerField": "bigint", "PositiveSmallIntegerField": "smallint", "TextField": "text",
    "TimeField": "time", "UUIDField": "uuid", "JSONField": "jsonb", "GenericIPAddressField": "inet", "IPAddressField": "inet",
    "HStoreField": "hstore", "SearchVectorField": "tsvector", "FilePathField": "varchar(100)", "FileField": "varchar(100)",
    "ImageField": "varchar(100)", "SlugField": "varchar(50)", "URLField": "varchar(200)", "EmailField": "varchar(254)", "CharField": "varchar",
}
INDEX_METHODS = {"GinIndex": "gin", "GistIndex": "gist", "BrinIndex": "brin", "HashIndex": "hash", "SpGistIndex": "spgist", "BloomIndex": "bloom"}
RELATIONS = {"ForeignKey", "OneToOneField"}
# Of these nothing is written as an empty string where `blank=True` allows that.
STRINGS = {"BinaryField", "CharField", "EmailField", "FileField", "FilePathField", "ImageField", "SlugField", "TextField", "URLField"}
FUNCTIONS = {"Now": "now()", "RandomUUID": "gen_random_uuid()"}
# What Python makes of a function runs once, so it is a constant.
CONSTANTS = [
    ("boolean", "false"), ("bigint", "0"), ("integer", "0"), ("smallint", "0"), ("numeric", "0"), ("double", "0"), ("timestamp", "'2000-01-01 00:00:00+00'"),
    ("date", "'2000-01-01'"), ("time", "'00:00'"), ("interval", "'0'"), ("uuid", "'00000000-0000-0000-0000-000000000000'"), ("jsonb", "'{}'"),
]


def plain(name):
    """A table's name where `db_table` has quotes of its own: `"public"."legacy"`."""
    return name.strip('"').split('"."')[-1]


def quoted(name):
    return name if name.startswith('"') else '"%s"' % name


def digest(*words):
    return hashlib.md5("".join(words).encode()).hexdigest()[:8]


def constant(node, default=None):
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return default


def arguments(call, *names):
    """The arguments of a call by their names, those without one in this order."""
    found = dict(zip(names, call.args))
    found.update({word.arg: word.value for word in call.keywords if word.arg})
    return found


class Field:
    """A model's field, as far as its call tells."""

    def __init__(self, name, node):
        self.name, self.node, self.kind = name, node, name_of(node)
        # Where it has got one after its column.
        self.unique_name = None
        self.args = arguments(node, "to", "on_delete") if self.kind in RELATIONS | {"ManyToManyField"} else arguments(node) if isinstance(node, ast.Call) else {}

    def flag(self, name, default=False):
        return bool(constant(self.args[name], default)) if name in self.args else default

    @property
    def is_relation(self):
        return self.kind in RELATIONS

    @property
    def column(self):
        given = constant(self.args["db_column"]) if "db_column" in self.args else None
        return given or (self.name + "_id" if self.is_relation else self.name)

    @property
    def type(self):
        if self.is_relation:
            return "bigint"
        length = constant(self.args.get("max_length"))
        if length and self.kind in ("CharField", "SlugField", "URLField", "EmailField", "FileField", "ImageField"):
            return "varchar(%d)" % length
        if self.kind == "DecimalField":
            return "numeric(%s, %s)" % (constant(self.args.get("max_digits"), 10), constant(self.args.get("decimal_places"), 2))
        return TYPES.get(self.kind, "lintel_unknown")

    @property
    def is_unique(self):
        return self.flag("unique") or self.kind == "OneToOneField"

    @property
    def is_indexed(self):
        return self.flag("db_index", self.kind in ("ForeignKey", "SlugField")) and not self.is_unique and not self.flag("primary_key")

    def default(self):
        """What `ADD COLUMN` gives to the rows there are; None for nothing."""
        given = self.args.get("db_default", self.args.get("default"))
        if given is None:
            if self.flag("auto_now") or self.flag("auto_now_add"):
                return self.constant()
            # A field of somebody else's is most often some kind of text.
            is_text = self.kind in STRINGS or self.kind not in TYPES and not self.is_relation and self.kind != "DecimalField"
            return "''" if not self.flag("null") and self.flag("blank") and is_text else None
        if name_of(given) == "Value" and isinstance(given, ast.Call) and given.args:
            given = given.args[0]
        value = constant(given, Ellipsis)
        if value is None:
            return None
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, (int, float)):
            return str(value)
        if isinstance(value, str):
            return "'%s'" % value.replace("'", "''")
        return FUNCTIONS.get(name_of(self.args.get("db_default"))) or self.constant()

    def constant(self):
        return next((value for start, value in CONSTANTS if self.type.startswith(start)), "''")

    @property
    def check(self):
        return '"%s" >= 0' % self.column if self.kind.startswith("Positive") else None

    def definition(self):
        identity = " GENERATED BY DEFAULT AS IDENTITY" if self.kind.endswith("AutoField") else ""
        key = " PRIMARY KEY" if self.flag("primary_key") else " UNIQUE" if self.is_unique else ""
        check = " CHECK (%s)" % self.check if self.check else ""
        return "%s %s%s%s%s" % (self.type, "NULL" if self.flag("null") else "NOT NULL", key, identity, check)
