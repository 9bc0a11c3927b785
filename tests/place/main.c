#include <errno.h>
#include <stdio.h>

#include "tests/place/options.h"
#include "tests/place/place.h"

int main(int argc, char **argv)
{
    struct options options;
    char why[512];
    int got;

    options_default(&options);
    got = options_parse(&options, argc, argv, why, sizeof why);
    if (got > 0)
        return 0;
    if (got == 0) {
        got = place_write(&options, why, sizeof why);
        if (got == 0)
            return 0;
    }
    fprintf(stderr, "lampion-place: %s\n", why);
    return got == -EINVAL ? 2 : 1;
}
