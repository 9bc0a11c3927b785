/* Runs at build time: embed OUT FILE... writes the files as a C table of assets. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Writes the bytes of one file; returns their FNV-1a hash and counts them. */
static uint64_t embed_bytes(FILE *out, FILE *in, long *length)
{
    uint64_t hash = 0xcbf29ce484222325u;
    *length = 0;
    for (int byte = getc(in); byte != EOF; byte = getc(in)) {
        fprintf(out, "%d,%s", byte, ++*length % 24 ? "" : "\n");
        hash = (hash ^ (unsigned)byte) * 0x100000001b3u;
    }
    return hash;
}

static void embed(const char *target, int count, char **paths)
{
    FILE *out = fopen(target, "w");
    char table[4096] = "";
    size_t used = 0;
    if (!out) {
        perror(target);
        exit(1);
    }
    fputs("#include \"dashboard/page/asset.h\"\n", out);
    for (int i = 0; i < count; i++) {
        FILE *in = fopen(paths[i], "rb");
        long length;
        if (!in) {
            perror(paths[i]);
            exit(1);
        }
        fprintf(out, "static const unsigned char bytes_%d[] = {\n", i);
        uint64_t hash = embed_bytes(out, in, &length);
        fputs("0};\n", out);
        fclose(in);
        used += (size_t)snprintf(table + used, sizeof table - used,
                                 "    {\"%s\", \"%016llx\", bytes_%d, %ld},\n", base_name(paths[i]),
                                 (unsigned long long)hash, i, length);
    }
    fprintf(out, "const struct asset asset_list[] = {\n%s};\nconst size_t asset_count = %d;\n",
            table, count);
    if (fclose(out) != 0) {
        perror(target);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "use: embed OUT FILE...\n");
        return 2;
    }
    embed(argv[1], argc - 2, argv + 2);
    return 0;
}
