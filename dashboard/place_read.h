/* Between the parts of the reader of place.yaml; nobody else includes it. Each returns 0, or a
 * negative errno with why; what they allocate belongs to the place at once, also after errors. */
#ifndef LAMPION_PLACE_READ_H
#define LAMPION_PLACE_READ_H

#include "agent/common/yaml.h"
#include "dashboard/place.h"

/* One text for all languages, or a mapping by language. */
int place_read_text(struct yaml_node node, struct place_text *text, struct why *why);
/* "agent/sensor" to its index, added when it is new. */
int place_read_sensor(struct place *place, struct yaml_node node, size_t *index, struct why *why);
extern const struct place_privacy place_privacy_standard;
/* Of the place, over what is there already; of a zone over the place's. */
int place_read_privacy(struct yaml_node node, struct place_privacy *privacy, struct why *why);
int place_read_zone_privacy(struct yaml_node node, struct place_privacy *privacy, struct why *why);
int place_read_zones(struct place *place, struct yaml_node list, struct why *why);
int place_read_doors(struct place *place, struct yaml_node list, struct why *why);

/* Before the zones; and after them and the doors, what they say of sources is checked. */
int place_read_sources(struct place *place, struct yaml_node list, struct why *why);
int place_check_sources(struct place *place, struct yaml_node root, struct why *why);

#endif
