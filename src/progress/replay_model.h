/* A model as far as manifests tell it. */
#pragma once

#include <glib.h>

/* Of VM -> WfManifest; a template as JSON text, caller frees. */
char *wf_replay_model_text(GHashTable *manifests);
