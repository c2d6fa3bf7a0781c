/* What reading and writing a manifest share. */
#pragma once

#include "protocol_priv.h"

#define MAX_TIMEOUT (366 * 24 * 3600)
#define MAX_DESCRIPTION 4096

/* Refuses a manifest that breaks a rule; what is only a matter of JSON is not looked at. */
void wf_manifest_check(WfReader *r, const WfManifest *manifest);
