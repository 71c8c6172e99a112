# A package imported by `neighbours`.
VALUE = "package value"
