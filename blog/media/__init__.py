"""Media: pictures and files, the storage of their bytes, and where they are used."""
