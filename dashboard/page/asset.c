#include "dashboard/page/asset.h"

#include <string.h>

const struct asset *asset_find(const char *name)
{
    for (size_t i = 0; i < asset_count; i++) {
        if (strcmp(asset_list[i].name, name) == 0) {
            return &asset_list[i];
        }
    }
    return NULL;
}
