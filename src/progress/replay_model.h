/* A model as far as manifests tell it. */
#pragma once

#include <glib.h>

/* Of VM -> WfManifest; a template as JSON text, caller frees. */
char *replay_model_text(GHashTable *manifests);
