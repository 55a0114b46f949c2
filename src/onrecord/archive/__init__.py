"""Archives: web archives and other large collections, read on many processors or machines into Parquet shards.

    units          sources -> work units: a web archive or a part of one, a file, a few hundred pages
    unit_pages     work unit -> pages
    shards         readings and failures -> one Parquet file, and back
    read_unit      work unit, folder -> shard: the function that all engines run, and the engine of this machine
    ray_tasks      the engine of a Ray cluster
    load           shards -> record
    folder_status  folder of shards -> its readers, counts and missing units
    write_dataset, datasheet   record or shards -> a dataset to cite
    folders        files of a folder, on this machine or at an address (S3, Google Storage)

Only the command line calls it.
"""
