/*
 * src/config/rule.h: rules.ini.
 *
 * Shape   a section, a rule; those with a mistake are named and left out
 * Source  docs/rules.md
 */
#ifndef COURANT_CONFIG_RULE_H
#define COURANT_CONFIG_RULE_H

#include <courant/config.h>

#define RULES_MOST 200

/* may_run: the file is the user's own, and nobody else can change it. */
size_t rules_read(struct arena *a, str file, const struct ini *ini, bool may_run,
                  struct config_problems *problems, const struct config_rule **out);

#endif
