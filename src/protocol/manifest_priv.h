/* What reading and writing a manifest share. */
#pragma once

#include "protocol_priv.h"

#define MAX_TIMEOUT (366 * 24 * 3600)
#define MAX_DESCRIPTION 4096

/* Refuses a manifest that breaks a rule; what is only a matter of JSON is not looked at. */
void wf_manifest_check(WfReader *r, const WfManifest *manifest);

/* The deep digests of its components by their names, borrowed. */
GHashTable *wf_manifest_deep(const WfManifest *manifest);

/* {KEY: VALUE} and nothing else? Then VALUE, borrowed. */
static inline json_t *wf_only_value(const json_t *value, const char *key)
{
    return json_is_object(value) && json_object_size(value) == 1 ? json_object_get(value, key)
                                                                 : NULL;
}
