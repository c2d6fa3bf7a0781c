/* The frame of the TUI: screens, keys to commands, dialogs, messages, one place
 * that draws, scripts. It knows no model; the application brings screens and
 * commands.
 *
 * Everything happens on the GLib main loop. Whoever changes something calls
 * wf_app_dirty(); a frame is composed later, at most about thirty a second (at
 * once after a key), into one WfGrid, and given to the display: a terminal, or
 * memory when a script plays without one.
 *
 *     g_autoptr(WfApp) app = wf_app_new(&(WfAppOptions){.name = "weft", .user = self});
 *     wf_app_add_commands(app, table, G_N_ELEMENTS(table));
 *     wf_app_add_screen(app, &graph_ops, graph);
 *     wf_app_read_keys(app, NULL, findings);
 *     if (wf_app_open_terminal(app, &options, &error))
 *         code = wf_app_run(app);
 *
 * Ownership: screens are closed by their close(); the app borrows what it is
 * given besides. Texts are copied. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <weft/command.h>
#include <weft/findings.h>
#include <weft/grid.h>
#include <weft/term.h>
#include <weft/widget.h>

typedef struct WfApp WfApp;

/* A screen. All but name and paint may be NULL. */
typedef struct {
    const char *name;  /* in commands and key files: "graph" */
    const char *brief; /* where there is little room, as other screens show it; NULL: the name */
    const char *title; /* for people: "Graph" */
    guint number;      /* the number key that shows it, 1..9; 0: the next one that is free */
    void (*open)(WfApp *app, gpointer self);  /* becomes visible */
    void (*leave)(WfApp *app, gpointer self); /* another one does */
    void (*close)(WfApp *app, gpointer self); /* the app ends: free @self */
    void (*paint)(WfApp *app, gpointer self, WfGrid *grid, WfRect rect);
    /* Cursor movement of the generic commands; what h, l, left and right mean is the screen's. */
    bool (*move)(WfApp *app, gpointer self, WfMove move, int count);
    /* Keys that nothing is bound to, before "not bound" is said. */
    bool (*key)(WfApp *app, gpointer self, WfKey key);
    bool (*mouse)(WfApp *app, gpointer self, const WfMouse *mouse);
    /* Generic commands that mean something on this screen only: "enter", "back", "next-match",
     * "search", "copy-screen" ... False: not here. */
    bool (*command)(WfApp *app, gpointer self, const char *id, const char *args);
    void (*info)(WfApp *app, gpointer self, GString *text); /* "37 of 412", in the title */
    /* Ids of the commands worth a hint now, best first; "enter to the graph" gives it other words
     * than its id's. Borrowed. */
    void (*hints)(WfApp *app, gpointer self, GPtrArray *ids);
    WfCursor (*cursor)(WfApp *app, gpointer self);
} WfScreenOps;

typedef struct {
    const char *name; /* "weft" */
    gpointer user;    /* wf_app_user() */
    bool readonly;    /* cannot be armed */
    /* The middle of the top line, @room columns: model file, stack, connection. */
    void (*head)(WfApp *app, int room, GString *text, gpointer user);
    /* May the program end? False asks: a message or dialog says why. */
    bool (*may_quit)(WfApp *app, gpointer user);
    /* The terminal changed how it looks, or came back: NULL is fine. */
    void (*resumed)(WfApp *app, gpointer user);
} WfAppOptions;

WfApp *wf_app_new(const WfAppOptions *options);
void wf_app_free(WfApp *app);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfApp, wf_app_free)
gpointer wf_app_user(const WfApp *app);

void wf_app_add_screen(WfApp *app, const WfScreenOps *ops, gpointer self);
void wf_app_add_commands(WfApp *app, const WfCommand *table, guint n);
const WfCommands *wf_app_commands(const WfApp *app);
/* Of NULL: $XDG_CONFIG_HOME/weft/keys, if there is one. Call after the commands were added. */
bool wf_app_read_keys(WfApp *app, const char *path, WfFindings *findings, GError **error);
const WfKeymap *wf_app_keymap(WfApp *app);

/* Where it is shown: the terminal, or memory. */
bool wf_app_open_terminal(WfApp *app, const WfTermOptions *options, GError **error);
void wf_app_open_memory(WfApp *app, int width, int height, bool ascii);
void wf_app_set_theme(WfApp *app, WfTheme *theme);
/* A theme by name, as wf_theme_load() finds it; its findings become messages. "auto" follows the
 * terminal's background. */
bool wf_app_use_theme(WfApp *app, const char *name, GError **error);
/* The name that was asked for; NULL: none was. */
const char *wf_app_theme_choice(const WfApp *app);
void wf_app_set_mouse(WfApp *app, bool on);
bool wf_app_mouse(const WfApp *app);
WfTheme *wf_app_theme(const WfApp *app);
bool wf_app_ascii(const WfApp *app);
bool wf_app_has_terminal(const WfApp *app);

/* One of the two, as options and environment ask for, and a script: with a size (WEFT_SIZE) or a
 * script (WEFT_SCRIPT) where standard output is no terminal, memory; else the terminal. */
typedef struct {
    WfTermOptions term;
    const char *script; /* NULL: WEFT_SCRIPT */
    const char *size;   /* "80x24"; NULL: WEFT_SIZE */
} WfAppStart;
bool wf_app_start(WfApp *app, const WfAppStart *start, GError **error);

int wf_app_run(WfApp *app); /* the main loop; returns the exit code */
void wf_app_quit(WfApp *app, int code);
void wf_app_dirty(WfApp *app);
/* Composes a frame now and returns it; borrowed until the next one. */
const WfGrid *wf_app_frame(WfApp *app);

/* Screens by name; "" or NULL: none yet. */
bool wf_app_show_screen(WfApp *app, const char *name);
const char *wf_app_screen(const WfApp *app);
/* Runs "id args", as from a key or the `:` line. False, and a message, if it cannot. */
bool wf_app_execute(WfApp *app, const char *line);
void wf_app_input(WfApp *app, const WfTermInput *input);
void wf_app_key(WfApp *app, WfKey key);

/* --- messages: shown in the last line, kept in a log --- */
typedef struct {
    WfSeverity severity;
    gint64 time; /* microseconds, real time */
    char *text;  /* already visible */
} WfMessage;
/* A note fades, a warning stays until a key, an error until Esc, or until there
 * is something to say after another command than moving about. */
void wf_app_say(WfApp *app, WfSeverity severity, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Takes the message away that is shown: what it said is no longer so. */
void wf_app_unsay(WfApp *app);
/* Into the log only. */
void wf_app_log(WfApp *app, WfSeverity severity, const char *format, ...) G_GNUC_PRINTF(3, 4);
const GPtrArray *wf_app_messages(const WfApp *app); /* of WfMessage, oldest first */

/* --- arming: what is live runs only while armed --- */
bool wf_app_arm(WfApp *app, guint seconds); /* false, and a message: read-only */
void wf_app_disarm(WfApp *app);
bool wf_app_armed(const WfApp *app);

/* --- dialogs --- */
typedef struct {
    WfGuard guard;                    /* FILE: y/N; LIVE: y; HARD: the word */
    const char *title;                /* "Prepare zNodes" */
    const char *what;                 /* what happens, with counts; may have several lines */
    char *(*what_now)(gpointer data); /* in its place, asked as often as it is shown: what changes
                                         meanwhile. The dialog frees it */
    const char *details;              /* full list, can be scrolled; or NULL */
    const char *old_text, *new_text;  /* `d` shows their difference; or NULL */
    const char *verb;                 /* on the button: "Prepare" */
    const char *word;                 /* to be typed, for HARD */
    bool interrupt_acts;              /* C-c has asked, so C-c once more agrees */
} WfConfirm;
/* Asks; @done gets the answer, once. Input typed before is dropped. */
typedef void (*WfConfirmed)(WfApp *app, bool yes, gpointer data);
void wf_app_confirm(WfApp *app, const WfConfirm *confirm, WfConfirmed done, gpointer data);

/* One line of input at the bottom. */
typedef struct {
    const char *label;   /* "/" or "Save as: " */
    const char *text;    /* to begin with, or NULL */
    const char *history; /* name of its history, or NULL */
    /* While typing: a remark ("37 of 412", or what is wrong and where); false: wrong. */
    bool (*check)(WfApp *app, const char *text, GString *remark, gpointer data);
    /* Adds whole words that may stand in place of the one that ends at the cursor. */
    void (*complete)(WfApp *app, const char *text, GPtrArray *ret, gpointer data);
    /* @text NULL: cancelled. */
    void (*done)(WfApp *app, const char *text, gpointer data);
    gpointer data;
} WfPrompt;
void wf_app_prompt(WfApp *app, const WfPrompt *prompt);

/* A list to choose from, narrowed by typing. */
typedef struct {
    const char *key, *text, *reason; /* reason: why it cannot be chosen; or NULL */
    bool heading;
    bool told; /* the heading above gives the reason, too */
} WfChoice;
typedef struct {
    const char *title;
    const WfChoice *choices;
    guint n;
    guint first; /* where the cursor begins */
    /* @choice < 0: none. */
    void (*done)(WfApp *app, int choice, gpointer data);
    gpointer data;
} WfChoose;
void wf_app_choose(WfApp *app, const WfChoose *choose);

/* Gives all keys to @key until it returns false: jump labels and the like. Esc and the mouse end it
 * too; then @key gets WF_KEY_ESC and its answer does not count. */
typedef bool (*WfGrab)(WfApp *app, WfKey key, gpointer data);
void wf_app_grab(WfApp *app, WfGrab key, gpointer data);

/* --- the world outside --- */
/* Into the clipboard of the terminal, else into a file; a message says which. */
void wf_app_copy(WfApp *app, const char *what, const char *text);
/* The words of $VISUAL or $EDITOR, else of an editor that is installed; NULL: there is none. Caller
 * frees with g_strfreev(). */
char **wf_editor_argv(void);
/* That editor at a line; @done when it has ended. */
void wf_app_edit(WfApp *app, const char *path, guint line, void (*done)(WfApp *app, gpointer data),
                 gpointer data);

/* Work in the background: `:wait` in scripts waits until nobody is busy. */
void wf_app_busy(WfApp *app, int by); /* +1 when it starts, -1 when it ends */

/* --- scripts: lines of keys, or of commands after ":" ---
 * Besides the commands: `:save-screen FILE` writes the screen as text to FILE and its roles to
 * FILE.roles ("-": to standard output), `:save-ansi DEPTH FILE` writes it in colour, `:wait`,
 * `:size 80x24`, `:mouse press X Y`, `:type TEXT`. A "#" and a blank start a comment line; the key
 * itself is written <#>, and <:> at the start of a line is the key too. Without a terminal the app
 * ends after the last line. */
bool wf_app_play_file(WfApp *app, const char *path, GError **error);
void wf_app_play(WfApp *app, const char *name, const char *text);
/* "80x24" */
bool wf_size_parse(const char *text, int *ret_width, int *ret_height);
