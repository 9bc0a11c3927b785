/* Gives a target the files named, and every file of the folders named: for compilers without
 * libFuzzer, and for a finding in a debugger. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

static void refuse(const char *path)
{
    fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
    exit(1);
}

/* In a block of its very size, so that a sanitizer sees the first byte too many. */
static void replay_file(const char *path)
{
    struct stat about;
    FILE *in = fopen(path, "re");
    if (!in || fstat(fileno(in), &about) < 0)
        refuse(path);
    size_t size = (size_t)about.st_size;
    uint8_t *data = malloc(size ? size : 1);
    if (!data || fread(data, 1, size, in) != size)
        refuse(path);
    fclose(in);
    printf("%s\n", path);
    fflush(stdout); /* the last one is the one it fell over */
    LLVMFuzzerTestOneInput(data, size);
    free(data);
}

static size_t replay_folder(DIR *folder, const char *path)
{
    size_t count = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder))) {
        char *file;
        if (entry->d_name[0] == '.')
            continue;
        if (asprintf(&file, "%s/%s", path, entry->d_name) < 0)
            refuse(path);
        replay_file(file);
        free(file);
        count++;
    }
    return count;
}

int main(int count, char **arguments)
{
    size_t files = 0;
    for (int i = 1; i < count; i++) {
        DIR *folder = opendir(arguments[i]);
        if (folder) {
            files += replay_folder(folder, arguments[i]);
            closedir(folder);
        } else {
            replay_file(arguments[i]);
            files++;
        }
    }
    printf("%zu files\n", files);
    if (!files)
        fprintf(stderr, "replay: no file to replay: %s FILE|FOLDER...\n", arguments[0]);
    return files ? 0 : 1;
}
