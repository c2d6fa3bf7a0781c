/* What the files of src/theme share. */
#pragma once

#include <weft/theme.h>

typedef struct {
    WfLook full, ansi;
    guint mono;
    bool has_ansi;                      /* else nearest to full */
    WfLook at[WF_DEPTH_TRUE + 1];       /* made of the above by theme_finish(), */
    WfLook selected[WF_DEPTH_TRUE + 1]; /* as are these */
} RoleLook;

struct WfTheme {
    gatomicrefcount refs;
    char *name;
    char *variant;
    WfColor background, foreground; /* of the palette; WF_COLOR_DEFAULT if it has none */
    RoleLook looks[WF_N_ROLES];
};

WfTheme *theme_new(void);
/* Works out the looks at every depth, once, since finding the nearest colour takes a while. */
void theme_finish(WfTheme *theme);
/* Gives every role the look of a built-in theme; palette names from @palette (name -> WfColor as
 * pointer), as far as it has them. False if there is no such theme. */
bool theme_apply_builtin(WfTheme *theme, const char *name, GHashTable *palette);
extern const char *const theme_builtin_names[]; /* NULL-terminated */

/* "bold red on white": colours, attributes, or a name of the palette. On a word that is none of
 * these: false, and the word. @palette may be NULL. */
bool look_parse(const char *text, GHashTable *palette, WfLook *ret_look, char **ret_bad_word);
extern const char *const attr_names[];  /* NULL-terminated */
extern const char *const color_names[]; /* NULL-terminated */
GHashTable *palette_new(void);
void palette_set(GHashTable *palette, const char *name, WfColor color);
bool palette_get(GHashTable *palette, const char *name, WfColor *ret_color);

/* The file of a theme called @name, or NULL. */
char *theme_find(const char *name);
bool theme_is_path(const char *name);

/* A colour's place in OKLab. */
typedef struct {
    double l, a, b;
} Lab;
Lab color_lab(guint32 rgb);
double lab_distance(Lab x, Lab y);
/* wf_color_at_depth() with the places of all palette colours known. */
void color_places(Lab places[256]);
WfColor color_nearest(const Lab places[256], WfColor color, WfDepth depth);
