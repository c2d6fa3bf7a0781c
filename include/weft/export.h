/* A view as text, DOT or JSON, and a model's overview: what leaves the program.
 *
 * The text is the drawing of the terminal without a terminal. JSON is complete
 * where the text folds, DOT but for what was folded on purpose. Everything is deterministic, and
 * nothing that comes from a model gets out raw: control characters, quotes and markup are made
 * visible or escaped.
 *
 *     g_autofree char *dot = wf_export_dot(view, WF_LEVEL_COMPONENT, theme);
 *     g_autoptr(GBytes) svg = wf_picture_render(dot, WF_PICTURE_SVG, 0, &error);
 */
#pragma once

#include <weft/check.h>
#include <weft/theme.h>
#include <weft/view.h>

typedef enum { WF_LEVEL_COMPONENT, WF_LEVEL_VM, WF_LEVEL_ROLE } WfLevel;

/* {"weft":1,"nodes":[...],"edges":[...]}. The view's focus and hiding filter count, its folds and
 * budget do not. Caller frees. */
char *wf_export_json(WfView *view, WfLevel level);
/* For dot(1), with what the user folded: VMs as clusters, the theme's colours, tooltips, links to
 * source lines. */
char *wf_export_dot(WfView *view, WfLevel level, const WfTheme *theme);
/* The same for what will be the file @file: links to relative paths are so from its folder.
 * NULL, "-", a device: they are as the model's paths were given, which absolute ones always are. */
char *wf_export_dot_for(WfView *view, WfLevel level, const WfTheme *theme, const char *file);

/* The nearest level that dot can draw for certain: clusters fail beyond about 60 VMs or 1,200
 * components, VMs take seconds beyond 250. */
WfLevel wf_export_level_for_dot(const WfView *view);

typedef struct {
    int width;       /* columns there are; 0: any */
    bool zoom_given; /* draw the view's zoom level even if it does not fit */
    bool ascii;
    const WfTheme *theme; /* NULL: plain */
    WfDepth depth;
} WfTextOptions;

/* Draws the view, in the nearest zoom level that fits unless one was given; sets it in the view.
 * @ret_note (may be NULL): what the reader should know about it, one line without newline; NULL:
 * nothing. */
bool wf_export_text(WfView *view, const WfTextOptions *options, GString *out, char **ret_note,
                    GError **error);

/* Counts, VMs with their components, findings by number, for reading without a terminal. */
void wf_export_overview(WfView *view, const WfFindings *findings, const WfTextOptions *options,
                        GString *out);
