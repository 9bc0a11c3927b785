/* French. The space before : ; ? ! and inside numbers and times is a no-break one. */
#include "dashboard/page/lang_tables.h"

#define NBSP "\u00a0"

static const struct lang_fault faults[] = {
    {"warm-up", "il se met en route"},
    {"obstructed", "quelque chose reste devant"},
    {"noisy", "il hésite sans cesse"},
    {"stuck", "il ne bouge plus"},
    {"flutter", "il change bien trop souvent"},
    {"restless", "son contact ne tient jamais en place"},
    {"held", "un bouton reste enfoncé"},
    {"unplugged", "sa carte ne le voit plus" NBSP ": un câble est débranché"},
    {"chattering", "sa ligne grésille"},
    {"frozen", "ses changements n’arrivent pas à temps"},
    {NULL, NULL},
};

const struct lang_table lang_fr = {
    .code = "fr",
    .name = "Français",
    .thousands = "\u202f",
    .zero_is_one = true,
    .months = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
               "octobre", "novembre", "décembre"},
    .weekdays = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
    .faults = faults,
    .texts =
        {
            [TEXT_FREE_NONE] = "Aucune place libre sur" NBSP "{b}",
            [TEXT_FREE_ONE] = "{a}" NBSP "place libre sur" NBSP "{b}",
            [TEXT_FREE_MANY] = "{a}" NBSP "places libres sur" NBSP "{b}",
            [TEXT_LEAST_ONE] = "Au moins {a}" NBSP "place libre sur" NBSP "{b}",
            [TEXT_LEAST_MANY] = "Au moins {a}" NBSP "places libres sur" NBSP "{b}",
            [TEXT_NONE_KNOWN] = "Pas de place libre connue sur" NBSP "{b}",
            [TEXT_ALL_UNKNOWN] = "Places libres" NBSP ": inconnu pour l’instant",
            [TEXT_NOTHING_KNOWN] = "Inconnu pour l’instant",
            [TEXT_CLOSED] = "Fermé",
            [TEXT_CLOSED_TODAY] = "Fermé, réouverture à" NBSP "{a}",
            [TEXT_CLOSED_LATER] = "Fermé, réouverture {a}",
            [TEXT_OPEN] = "Ouvert",
            [TEXT_OPEN_TODAY] = "Ouvert jusqu’à" NBSP "{a}",
            [TEXT_OPEN_LATER] = "Ouvert, fermeture {a}",
            [TEXT_OPEN_UNKNOWN] = "Ouvert ou fermé" NBSP ": on ne sait pas",
            [TEXT_FREE_SEATS_ONE] = "{a}" NBSP "libre",
            [TEXT_FREE_SEATS_MANY] = "{a}" NBSP "libres",
            [TEXT_HELD_ONE] = "{a}" NBSP "en pause",
            [TEXT_HELD_MANY] = "{a}" NBSP "en pause",
            [TEXT_TAKEN_ONE] = "{a}" NBSP "prise",
            [TEXT_TAKEN_MANY] = "{a}" NBSP "prises",
            [TEXT_UNKNOWN_ONE] = "{a}" NBSP "inconnue",
            [TEXT_UNKNOWN_MANY] = "{a}" NBSP "inconnues",
            [TEXT_SEATS_HELD_ONE] = "{a}" NBSP "place en pause",
            [TEXT_SEATS_HELD_MANY] = "{a}" NBSP "places en pause",
            [TEXT_SEATS_UNKNOWN_ONE] = "{a}" NBSP "place inconnue",
            [TEXT_SEATS_UNKNOWN_MANY] = "{a}" NBSP "places inconnues",
            [TEXT_SEATS_STATE] = "Inconnu",
            [TEXT_SEATS_FREE] = "Places libres",
            [TEXT_SEATS_BUSY] = "Presque plein",
            [TEXT_SEATS_FULL] = "Complet",
            [TEXT_ROOM_STATE] = "Inconnu",
            [TEXT_ROOM_FREE] = "Libre",
            [TEXT_ROOM_BUSY] = "Occupée",
            [TEXT_ROOM_FULL] = "Pleine",
            [TEXT_HALL_STATE] = "Inconnu",
            [TEXT_HALL_FREE] = "De la place",
            [TEXT_HALL_BUSY] = "Presque plein",
            [TEXT_HALL_FULL] = "Plein",
            [TEXT_ZONE_CLOSED] = "Fermé",
            [TEXT_ZONE_VEILED] = "Non affiché",
            [TEXT_SINCE] = "depuis {a}",
            [TEXT_PEOPLE_ONE] = "{a}" NBSP "personne présente",
            [TEXT_PEOPLE_MANY] = "{a}" NBSP "personnes présentes",
            [TEXT_PEOPLE_ABOUT_ONE] = "Environ {a}" NBSP "personne présente",
            [TEXT_PEOPLE_ABOUT_MANY] = "Environ {a}" NBSP "personnes présentes",
            [TEXT_PEOPLE_BETWEEN] = "Entre {a} et {b}" NBSP "personnes présentes",
            [TEXT_PEOPLE_INTERVAL] = " (entre {a} et {b})",
            [TEXT_PEOPLE_LEAST_ONE] = "Au moins {a}" NBSP "personne présente",
            [TEXT_PEOPLE_LEAST_MANY] = "Au moins {a}" NBSP "personnes présentes",
            [TEXT_PEOPLE_MOST_ONE] = "Au plus {a}" NBSP "personne présente",
            [TEXT_PEOPLE_MOST_MANY] = "Au plus {a}" NBSP "personnes présentes",
            [TEXT_PEOPLE_UNKNOWN] = "Nombre de personnes inconnu",
            [TEXT_CAPACITY_ONE] = "{a}" NBSP "personne au plus",
            [TEXT_CAPACITY_MANY] = "{a}" NBSP "personnes au plus",
            [TEXT_WHY_NEVER_ONE] = "Le capteur {a} n’a encore rien dit",
            [TEXT_WHY_NEVER_MANY] = "{b}" NBSP "capteurs de {a} n’ont encore rien dit",
            [TEXT_WHY_SILENT_ONE] = "Le capteur {a} ne répond plus",
            [TEXT_WHY_SILENT_MANY] = "{b}" NBSP "capteurs de {a} ne répondent plus",
            [TEXT_WHY_LOST_ONE] = "La liaison avec le capteur {a} est perdue",
            [TEXT_WHY_LOST_MANY] = "La liaison avec {b}" NBSP "capteurs de {a} est perdue",
            [TEXT_WHY_ABSENT_ONE] = "Le capteur {a} manque à sa carte",
            [TEXT_WHY_ABSENT_MANY] = "{b}" NBSP "capteurs manquent à la carte {a}",
            [TEXT_WHY_FAULTED_ONE] = "Le capteur {a} ne peut pas mesurer",
            [TEXT_WHY_FAULTED_MANY] = "{b}" NBSP "capteurs de {a} ne peuvent pas mesurer",
            [TEXT_WHY_SUSPECT_ONE] = "Le capteur {a} dit libre et n’est pas cru",
            [TEXT_WHY_SUSPECT_MANY] = "{b}" NBSP "capteurs de {a} disent libre et ne sont pas crus",
            [TEXT_WHY_CONTESTED] = "Deux cartes s’appellent {a}" NBSP ": aucune n’est crue",
            [TEXT_WHY_SINCE] = " depuis {a}",
            [TEXT_WHY_BECAUSE] = NBSP ": {a}",
            [TEXT_HEALTH_SILENT] = "{a} ne dit rien alors que le lieu est ouvert" NBSP
                                   ": voyez si sa carte a du courant et le réseau",
            [TEXT_HEALTH_CHATTERING] =
                "{a} change plus vite que les gens, on ne le croit pas quand il dit libre" NBSP
                ": cherchez un fil desserré ou un contact usé",
            [TEXT_HEALTH_STUCK] =
                "{a} est occupé sans interruption depuis plus longtemps que "
                "d’habitude" NBSP ": voyez si un objet est posé dessus ou s’il est bloqué",
            [TEXT_HEALTH_TAKEN_CLOSED] =
                "{a} est occupé alors que le lieu est fermé depuis des heures" NBSP
                ": ôtez ce qui est posé dessus, ou cherchez un fil coupé",
            [TEXT_HEALTH_NEVER_USED] =
                "{a} ne sert jamais alors que les autres servent, on ne le croit pas quand il dit "
                "libre" NBSP
                ": essayez-le, et si la page ne dit pas pris, voyez le contact et le fil",
            [TEXT_HEALTH_ONE_WAY] = "{a} compte tous les passages d’un jour dans le même sens" NBSP
                                    ": voyez les deux faisceaux de la porte, et leur sens",
            [TEXT_HEALTH_NOBODY] =
                "On entre dans {a} et aucune place ni salle n’y sert jamais, on n’en croit aucune "
                "quand elle dit libre" NBSP
                ": essayez-en quelques-unes, et voyez leur carte et son câblage",
            [TEXT_ROOM_SEES] = "Du mouvement depuis {a}",
            [TEXT_ROOM_SAW] = "Dernier mouvement" NBSP ": {a}",
            [TEXT_ROOM_LIKELY] = " (occupée à {a}" NBSP "% ou plus)",
            [TEXT_ROOM_DOOR_KEEPS] = "Porte fermée depuis {a}, avec quelqu’un à l’intérieur",
            [TEXT_ROOM_SILENT] = "Aucun mouvement depuis {a}",
            [TEXT_ROOM_NEVER] = "Aucun mouvement vu jusqu’ici",
            [TEXT_ROOM_DOOR_LEFT] = "Porte refermée ({a}), plus aucun mouvement ensuite",
            [TEXT_ROOM_COUNTED] = "Comptage" NBSP ": {a}",
            [TEXT_ROOM_DOOR_LOST] =
                "La porte ne répond plus depuis {a}, quelqu’un était à l’intérieur",
            [TEXT_UNPROTECTED] =
                "Avec des capteurs qui ne gardent rien" NBSP
                ": ce qu’ils ont dit quand personne n’écoutait est perdu, et ce temps compte "
                "comme inconnu.",
            [TEXT_ROOM_WATCHED_BRIEF] = "Observée depuis trop peu de temps pour le savoir",
            [TEXT_GLANCE_NONE] = "Aucune libre connue",
            [TEXT_GLANCE_LEAST_ONE] = "au moins {a}" NBSP "libre",
            [TEXT_GLANCE_LEAST_MANY] = "au moins {a}" NBSP "libres",
            [TEXT_WHERE] = "Où",
            [TEXT_LATER] = "Chance d’une place libre plus tard",
            [TEXT_LATER_TOO_LITTLE] = "pas encore assez de données",
            [TEXT_LATER_NOT_USUAL] = "ce jour n’est pas comme les autres, on ne sait pas",
            [TEXT_LATER_OPEN_UNKNOWN] = "on ne sait pas jusqu’à quand ce sera ouvert",
            [TEXT_LATER_OVER] = "rien avant la fermeture",
            [TEXT_IN_TEN] = "{a}" NBSP "sur" NBSP "10",
            [TEXT_LATER_BASIS_ONE] = "d’après {a}" NBSP "jour semblable",
            [TEXT_LATER_BASIS_MANY] = "d’après {a}" NBSP "jours semblables",
            [TEXT_DAY_TITLE] = "Aujourd’hui et un jour ordinaire",
            [TEXT_DAY_ABOUT] = "Trait épais" NBSP ": aujourd’hui. Bande claire" NBSP
                               ": huit jours semblables sur dix. Hachures" NBSP ": inconnu.",
            [TEXT_DAY_NONE] = "Pas encore assez de données pour dire ce qui est ordinaire un jour "
                              "comme celui-ci.",
            [TEXT_WEEK_TITLE] = "La semaine ordinaire",
            [TEXT_WEEK_SUMMARY] = "Le plus calme" NBSP ": {a}. Le plus rempli" NBSP ": {b}.",
            [TEXT_WEEK_NONE] = "Pas encore assez de données pour montrer une semaine ordinaire.",
            [TEXT_AS_TABLE] = "Les mêmes chiffres en tableau",
            [TEXT_HEAD_HOUR] = "Heure",
            [TEXT_HEAD_USUAL] = "D’ordinaire",
            [TEXT_HEAD_TODAY] = "Aujourd’hui",
            [TEXT_HEAD_DAY] = "Jour",
            [TEXT_RANGE] = "{a} à {b}",
            [TEXT_PERCENT] = "{a}" NBSP "%",
            [TEXT_FEW] = "quelques-uns",
            [TEXT_NOT_KNOWN] = "inconnu",
            [TEXT_TO_COME] = "à venir",
            [TEXT_PART_MORNING] = "matin",
            [TEXT_PART_MIDDAY] = "midi",
            [TEXT_PART_AFTERNOON] = "après-midi",
            [TEXT_PART_EVENING] = "soir",
            [TEXT_MEASURE_TAKEN] = "Places prises",
            [TEXT_MEASURE_PEOPLE] = "Personnes présentes",
            [TEXT_MEASURE_USE] = "Part du temps occupée",
            [TEXT_READ_UNTIL] = "Relevé à" NBSP "{a}, valable jusqu’à" NBSP "{b}",
            [TEXT_READ] = "Relevé à" NBSP "{a}",
            [TEXT_STILL] = "Relevé à" NBSP "{a}. Ne vous y fiez plus après {b}.",
            [TEXT_DAY] = "{a}, fuseau horaire {b}",
            [TEXT_SKIP] = "Aller aux places",
            [TEXT_LANGUAGES] = "Langue",
            [TEXT_ZONES] = "Les espaces",
            [TEXT_CONTAINED] = "Dans {a}",
            [TEXT_SIMULATED] = "Temps simulé.",
            [TEXT_SIMULATED_MORE] = "C’est une démonstration, l’heure affichée n’est pas la vraie.",
            [TEXT_LIVE] = "En direct",
            [TEXT_WAITING] = "Mise à jour…",
            [TEXT_LOST] = "Liaison perdue, nouvel essai en cours.",
            [TEXT_OLD] =
                "Ces chiffres sont anciens" NBSP ": relevés à" NBSP "{a}, ils ont pu changer.",
            [TEXT_OLD_WORD] = "Ancien",
            [TEXT_NO_SCRIPT] = "Cette page ne se met pas à jour seule.",
            [TEXT_READ_AGAIN] = "Relire maintenant",
            [TEXT_GUIDE] = "Comment lire cette page",
            [TEXT_GUIDE_FREE] = "libre" NBSP ": le capteur le voit, et depuis assez longtemps",
            [TEXT_GUIDE_HELD] = "en pause" NBSP ": quittée à l’instant, on la garde un moment",
            [TEXT_GUIDE_BUSY] = "presque plein, ou salle occupée",
            [TEXT_GUIDE_FULL] = "prise, ou complet",
            [TEXT_GUIDE_UNKNOWN] = "inconnu" NBSP ": un capteur ne répond pas" NBSP
                                   "; ce n’est jamais compté comme libre",
            [TEXT_VOICE] = "Annoncer les changements (lecteur d’écran)",
            [TEXT_NOBODY_WATCHED] = "Des capteurs comptent des places et des passages" NBSP
                                    ": ni image, ni nom, ni téléphone.",
            [TEXT_AS_JSON] = "Ces chiffres en JSON",
            [TEXT_ALARM_BOARD] = "{a} ne donne plus de nouvelles depuis {b} min",
            [TEXT_ALARM_BOARD_ENDED] = "{a} donne de nouveau des nouvelles",
            [TEXT_ALARM_BOARD_MORE] =
                "Ses capteurs sont inconnus sur la page. Voyez son alimentation et son réseau" NBSP
                "; ses événements attendent sur la carte et arriveront quand elle reviendra.",
            [TEXT_ALARM_COVERAGE] = "Seulement {b}" NBSP "% des capteurs répondent",
            [TEXT_ALARM_COVERAGE_ENDED] = "{b}" NBSP "% des capteurs répondent de nouveau",
            [TEXT_ALARM_COVERAGE_MORE] =
                "Ce que personne n’observe manque dans l’historique et dans les rapports. "
                "L’adresse "
                "/healthz sur la machine du lieu dit quels capteurs, et pourquoi.",
            [TEXT_ALARM_FILLING] = "{a} est à {b}" NBSP "% de sa capacité",
            [TEXT_ALARM_FILLING_ENDED] = "{a} est redescendu à {b}" NBSP "% de sa capacité",
            [TEXT_ALARM_FILLING_MORE] =
                "C’est une estimation de capteurs bon marché et non un dispositif de sécurité" NBSP
                ": comptez sur place.",
            [TEXT_ALARM_FULL] = "{a} a atteint sa capacité" NBSP ": {b}" NBSP "%",
            [TEXT_ALARM_FULL_ENDED] = "{a} est redescendu sous sa capacité" NBSP ": {b}" NBSP "%",
            [TEXT_ALARM_FULL_MORE] = "Plus personne ne devrait entrer. C’est une estimation de "
                                     "capteurs bon marché et non un "
                                     "dispositif de sécurité" NBSP ": comptez sur place.",
            [TEXT_ALARM_BACKUP] = "La sauvegarde de l’historique est en retard",
            [TEXT_ALARM_BACKUP_ENDED] = "L’historique est de nouveau sauvegardé",
            [TEXT_ALARM_BACKUP_MORE] =
                "Voyez si le disque des sauvegardes est branché, puis lancez" NBSP
                ": lampion backup --config /etc/lampion/lampion.yaml",
            [TEXT_ALARM_DISK] = "Il ne reste que {b}" NBSP "% du disque de l’historique",
            [TEXT_ALARM_DISK_ENDED] =
                "Le disque de l’historique a de nouveau de la place" NBSP ": {b}" NBSP "%",
            [TEXT_ALARM_DISK_MORE] = "Quand il est plein, rien n’est plus enregistré, les cartes "
                                     "gardent leurs événements. "
                                     "Faites de la place.",
            [TEXT_ALARM_AGAIN] = "Toujours" NBSP ": ",
            [TEXT_ALARM_FOOT] = "Lampion, {a}. Pas plus d’un message par demi-heure et par sujet.",
            [TEXT_NOT_FOUND] = "Cette adresse ne mène nulle part",
            [TEXT_NOT_FOUND_MORE] = "La page a peut-être changé de place.",
            [TEXT_NOT_READY] = "Pas encore de chiffres",
            [TEXT_NOT_READY_MORE] =
                "Le système démarre et attend la parole des capteurs. Réessayez dans un instant.",
            [TEXT_NOT_PUBLIC] = "Ce lieu ne se montre qu’à ses membres",
            [TEXT_NOT_PUBLIC_MORE] = "Demandez l’adresse aux personnes qui s’en occupent.",
            [TEXT_OFFLINE] = "Pas de liaison, donc pas de chiffres",
            [TEXT_OFFLINE_MORE] =
                "Des chiffres anciens pourraient vous faire venir pour rien, cette page n’en garde "
                "aucun. Réessayez quand la connexion sera revenue.",
            [TEXT_TO_PAGE] = "Voir les places libres",
        },
};
