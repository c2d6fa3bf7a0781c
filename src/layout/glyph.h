/* Characters for edges. */
#pragma once

#include <weft/layout.h>

typedef enum { WF_ARM_UP = 0, WF_ARM_RIGHT = 2, WF_ARM_DOWN = 4, WF_ARM_LEFT = 6 } WfArm;
#define WF_ARM(weight, arm) ((guint)(weight) << (arm)) /* weight: 1 light, 2 heavy */

typedef enum { WF_HEAD_DOWN, WF_HEAD_UP, WF_HEAD_RIGHT, WF_HEAD_LEFT } WfHead;

/* The links are those of the edges that own the vertical and the horizontal line in the cell. */
gunichar wf_glyph_arms(guint arms, guint vertical_link, guint horizontal_link, bool ascii);
gunichar wf_glyph_head(guint link, WfHead head, bool ascii);
