/* What the files of the frame share. */
#pragma once

#include <weft/tui.h>

/* Something that lies over the screen and takes all input: a dialog, a prompt, a list. */
typedef struct {
    WfCursor (*paint)(WfApp *app, gpointer self, WfGrid *grid);
    void (*key)(WfApp *app, gpointer self, WfKey key);
    void (*mouse)(WfApp *app, gpointer self, const WfMouse *mouse);
    void (*paste)(WfApp *app, gpointer self, const char *text);
    void (*free)(gpointer self);
} OverlayOps;

typedef struct {
    const OverlayOps *ops;
    gpointer self;
} Overlay;

typedef struct {
    const WfScreenOps *ops;
    gpointer self;
    WfCommand command; /* shows it */
    char *help, *key;
} Screen;

typedef struct {
    WfRect rect;
    char *line; /* what a click there runs */
} Hot;

typedef struct Script Script;

#define APP_FADE_SECONDS 5 /* a note is shown this long */

struct WfApp {
    WfAppOptions options;
    char *name;
    WfCommands *commands;
    WfKeymap *keymap;
    GPtrArray *screens; /* of Screen */
    GArray *visited;    /* of int: screens shown before */
    int current;        /* -1: none */
    const WfCommand *running;
    char *last_line; /* what `repeat` runs */

    WfTerm *term; /* NULL: memory */
    int width, height;
    bool ascii;
    WfTheme *theme;
    char *theme_choice; /* its name as it was asked for; NULL: nobody did */
    WfGrid *grid;
    GArray *hot; /* of Hot */
    WfCursor cursor;

    GMainLoop *loop;
    int exit_code;
    bool ended;
    GSourceFunc draw; /* paints a frame on the terminal */
    guint draw_source;
    gint64 last_draw;

    GArray *pending; /* of WfKey */
    guint popup_source;
    bool popup;
    GPtrArray *overlays; /* of Overlay */
    gint64 deaf_until;   /* a dialog does not hear keys before */

    GPtrArray *messages;
    WfMessage *message; /* shown now; borrowed from messages */
    guint message_source;
    bool asked; /* the user asked for something since it was said */
    gint64 interrupted;

    gint64 armed_until; /* monotonic; 0: not armed */
    guint arm_source;
    GHashTable *histories; /* name -> WfHistory */
    int busy;
    Script *script;
};

Screen *app_screen(const WfApp *app); /* the current one, or NULL */
void app_push(WfApp *app, const OverlayOps *ops, gpointer self);
/* Removes it; it is freed once nothing of it runs any more. */
void app_pop(WfApp *app, gpointer self);
Overlay *app_top(const WfApp *app);
void app_urgent(WfApp *app); /* dirty, because of a key: draw as soon as input is read */
void app_end_pending(WfApp *app);
const WfCommand *app_moves(guint *ret_n);
bool app_is_move(const WfCommand *command); /* moving about asks for nothing */
void app_clear_message(WfApp *app, WfSeverity up_to);
int app_width(const WfApp *app);
int app_height(const WfApp *app);
/* Why it cannot run now, or NULL. */
const char *app_why_not(WfApp *app, const WfCommand *command);

void app_ask_background(WfApp *app);         /* if the theme follows it */
void app_background(WfApp *app, bool light); /* the terminal told */
void app_complete_theme(gpointer app, const char *args, GPtrArray *ret);
void app_run_theme(gpointer app, const char *args);
void app_add_generic(WfApp *app);
void app_open_command_line(WfApp *app, const char *text);
void app_open_help(WfApp *app, bool menu);
void app_paint_popup(WfApp *app, WfGrid *grid);
void app_add_hot(WfApp *app, WfRect rect, const char *line); /* until the next frame */
void app_go_back(WfApp *app);
bool app_save_screen(WfApp *app, const char *path, GError **error);

void script_continue(WfApp *app);
void script_free(Script *script);
