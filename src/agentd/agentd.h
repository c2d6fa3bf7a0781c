/* What weft-agent is told: by its file and by its command line. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <weft/keys.h>

typedef struct {
    char *zookeeper, *stack, *folder, *credential;
    json_t *credentials; /* of several VMs (simulation): name -> credential */
    json_t *infra, *self;
    GPtrArray *vms; /* char * */
    int timeout_ms;
} Config;

bool config_read(Config *config, const char *path, GError **error);
bool config_parse(Config *config, const void *data, gsize len, const char *path, GError **error);
const char *config_credential(const Config *config, const char *vm);
void config_clear(Config *config);
