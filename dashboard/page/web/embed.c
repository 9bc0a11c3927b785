/* Runs at build time: embed OUT FILE... writes the files as a C table of assets, each also packed
 * with gzip where that makes it smaller. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define FILE_MAX (256 * 1024)

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* FNV-1a. */
static uint64_t hash_of(const unsigned char *bytes, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    }
    return hash;
}

static void write_bytes(FILE *out, const char *name, int index, const unsigned char *bytes,
                        size_t length)
{
    fprintf(out, "static const unsigned char %s_%d[] = {\n", name, index);
    for (size_t i = 0; i < length; i++) {
        fprintf(out, "%d,%s", bytes[i], (i + 1) % 24 ? "" : "\n");
    }
    fputs("0};\n", out);
}

/* Gzip without a time or a name in it; the length, 0 when it is no smaller. */
static size_t pack(const unsigned char *bytes, size_t length, unsigned char *packed)
{
    z_stream stream = {.next_in = (unsigned char *)bytes,
                       .avail_in = (unsigned)length,
                       .next_out = packed,
                       .avail_out = FILE_MAX};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&stream, Z_FINISH) != Z_STREAM_END) {
        fputs("embed: cannot pack\n", stderr);
        exit(1);
    }
    deflateEnd(&stream);
    return stream.total_out < length ? stream.total_out : 0;
}

static size_t embed(FILE *out, const char *path, int index, char *row, size_t room)
{
    static unsigned char bytes[FILE_MAX], packed[FILE_MAX];
    FILE *in = fopen(path, "rb");
    if (!in) {
        die(path);
    }
    size_t length = fread(bytes, 1, sizeof bytes, in);
    if (ferror(in) || length == sizeof bytes) {
        die(path);
    }
    fclose(in);
    size_t packed_length = pack(bytes, length, packed);
    write_bytes(out, "bytes", index, bytes, length);
    char name[32] = "NULL";
    if (packed_length) {
        write_bytes(out, "packed", index, packed, packed_length);
        snprintf(name, sizeof name, "packed_%d", index);
    }
    return (size_t)snprintf(row, room, "    {\"%s\", \"%016llx\", bytes_%d, %zu, %s, %zu},\n",
                            base_name(path), (unsigned long long)hash_of(bytes, length), index,
                            length, name, packed_length);
}

int main(int argc, char **argv)
{
    char table[8192] = "";
    size_t used = 0;
    if (argc < 3) {
        fprintf(stderr, "use: embed OUT FILE...\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        die(argv[1]);
    }
    fputs("#include \"dashboard/page/asset.h\"\n", out);
    for (int i = 2; i < argc && used < sizeof table; i++) {
        used += embed(out, argv[i], i - 2, table + used, sizeof table - used);
    }
    fprintf(out, "const struct asset asset_list[] = {\n%s};\nconst size_t asset_count = %d;\n",
            table, argc - 2);
    if (fclose(out) != 0) {
        die(argv[1]);
    }
    return 0;
}
