/* The pictures that were drawn last. Going back and forth between levels of zoom,
 * or folding and opening again, asks for the same ones, and routing a thousand
 * nodes takes longer than a frame. */
#pragma once

#include <weft/scene.h>
#include "draft.h"

typedef struct WfShelf WfShelf;

WfShelf *wf_shelf_new(void);
void wf_shelf_free(WfShelf *shelf);
/* What a picture depends on, as bytes. */
GBytes *wf_shelf_key(const WfVisible *visible, const WfLayoutOptions *options);
/* The picture, to be freed as any; NULL: it is not there. */
WfScene *wf_shelf_get(WfShelf *shelf, GBytes *key);
void wf_shelf_put(WfShelf *shelf, GBytes *key, WfScene *scene);
