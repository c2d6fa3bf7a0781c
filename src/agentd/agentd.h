/* What weft-agent is told, by its file and by its command line, and what it says. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <weft/agent.h>

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
/* That of the stack and those of the VMs. */
bool config_check_names(const Config *config, GError **error);
/* Where the journal and the work of one of the VMs are. */
char *config_vm_folder(const Config *config, const char *vm);
void config_clear(Config *config);

/* ---- say.c ---- */

typedef struct {
    bool json, quiet;
    bool times; /* lines begin with one */
} Voice;

Voice voice_of(bool json, bool quiet);
/* @ending: the program ends as soon as nothing runs. */
void say_event(const Voice *voice, const WfAgentEvent *event, bool ending);

/* Says when there is no connection, why, and when it is back. */
typedef struct Outage Outage;
Outage *outage_watch(WfStore *store, const Voice *voice, const char *vm, const char *hosts);
void outage_free(Outage *outage); /* before the store is closed */
