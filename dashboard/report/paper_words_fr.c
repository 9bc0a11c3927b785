/* French. The space before : ; ? ! % and inside numbers is a no-break one. */
#include "dashboard/report/paper_words.h"

#define NBSP "\u00a0"

const struct paper_words paper_words_fr = {
    .decimal = ",",
    .measures = {[UNIT_COUNT] = "",
                 [UNIT_DAYS] = "",
                 [UNIT_HOURS] = NBSP "h",
                 [UNIT_SEAT_HOURS] = NBSP "h",
                 [UNIT_PERCENT] = NBSP "%",
                 [UNIT_PEOPLE] = ""},
    .units = {"passages", "jours", "heures", "heures-places", "%", "personnes"},
    .words =
        {
            [WORD_KIND] = "Rapport de fréquentation",
            [WORD_CONTENTS] = "Sommaire",
            [WORD_ABOUT] = "À propos de ce rapport",
            [WORD_FOR] = "Pour qui",
            [WORD_FOR_TEXT] =
                "L’équipe, les membres, et celles et ceux qui financent le lieu" NBSP ": des "
                "chiffres que chacun peut vérifier, avec ce qui n’a pas été observé.",
            [WORD_PERIOD] = "Période",
            [WORD_PLACE] = "Lieu",
            [WORD_ADDRESS] = "Adresse",
            [WORD_TIMEZONE] = "Fuseau horaire",
            [WORD_HOURS] = "Horaires d’ouverture",
            [WORD_HOURS_UNSAID] = "non précisés",
            [WORD_UNTIL] = "Données jusqu’au",
            [WORD_UNTIL_NOT_OVER] = "{a}. La période n’était alors pas finie.",
            [WORD_COMPARED] = "Comparé avec",
            [WORD_OBSERVED] = "Capteurs entendus, à l’ouverture",
            [WORD_OBSERVED_BETWEEN] = "de {a} à {b} du temps selon l’espace",
            [WORD_OBSERVED_ALL] = "{a} du temps",
            [WORD_PROGRAM] = "Établi par",
            [WORD_REVISION] = "Empreinte des données (SHA-256)",
            [WORD_CONFIG] = "Empreinte des réglages (SHA-256)",
            [WORD_EMPTY_PLACE] = "Rien n’a été mesuré ici pendant cette période. Les chiffres "
                                 "ci-dessous ne sont pas nuls" NBSP ": ils sont inconnus.",
            [WORD_LEAD_VISITS] = "{a}" NBSP ": {b}" NBSP "visites",
            [WORD_LEAD_SEATS] = "{a}" NBSP ": en moyenne {b} des places prises pendant l’ouverture",
            [WORD_LEAD_ROOM] = "{a}" NBSP ": en usage {b} du temps d’ouverture",
            [WORD_LEAD_FLAGGED] = "sur {a} du temps seulement, le reste n’a pas été observé",
            [WORD_LEAD_NONE] = "{a}" NBSP ": pas de chiffre, trop peu a été observé",
            [WORD_FROM_TO] = "du {a} au {b}",
            [WORD_DAYS_ONE] = "{a}" NBSP "jour",
            [WORD_DAYS_MANY] = "{a}" NBSP "jours",
            [WORD_WEEK] = "semaine {a} de {b}",
            [WORD_QUARTER] = "{a}" NBSP "trimestre {b}",
            [WORD_YEAR] = "année {a}",
            [WORD_SCHOOL_YEAR] = "année scolaire {a}–{b}",
            [WORD_FIGURES] = "Chiffres clés",
            [WORD_FIGURE] = "Chiffre",
            [WORD_VALUE] = "Valeur",
            [WORD_BASIS] = "Origine",
            [WORD_COVERAGE] = "Observé",
            [WORD_INTERVAL] = "Encadrement",
            [WORD_AGAINST] = "Par rapport à" NBSP ": {a}",
            [WORD_MEASURED] = "mesuré",
            [WORD_TALLIED] = "compté à la main",
            [WORD_DECLARED] = "déclaré",
            [WORD_IMPORTED] = "importé",
            [WORD_WITHHELD] = "non publié",
            [WORD_FLAGGED] = "avec réserve",
            [WORD_NO_INTERVAL] = "–",
            [WORD_BETWEEN] = "{a} à {b}",
            [WORD_UP] = "hausse de {a}",
            [WORD_DOWN] = "baisse de {a}",
            [WORD_SAME] = "stable",
            [WORD_INCOMPARABLE] = "non comparable",
            [WORD_POINTS] = "{a}" NBSP "points",
            [WORD_BEFORE] = "contre {a}",
            [WORD_COMPARED_HOW] =
                "Comparaison à jours de semaine égaux, sur les jours bien observés des deux "
                "côtés" NBSP ": {a} de cette période, {b} de la précédente. Les chiffres "
                "comparés sont ceux de ces jours.",
            [WORD_COMPARED_NOTHING] =
                "Pas de comparaison" NBSP ": trop peu de jours qui se correspondent ont été bien "
                "observés des deux côtés.",
            [WORD_NOTHING_MEASURED] = "Rien n’a été mesuré ici pendant cette période" NBSP
                                      ": pas de chiffre, plutôt qu’un zéro.",
            [WORD_FIGURES_GUIDE] =
                "Chaque chiffre repose sur le temps observé" NBSP "; la colonne «" NBSP
                "Observé" NBSP "» dit combien. En dessous de {a}, il porte le signe △ et les mots "
                "«" NBSP "avec réserve" NBSP "»" NBSP "; en dessous de {b}, il n’est pas publié "
                "(✕), car il tromperait. Aucun n’est complété.",
            [WORD_CHARTS] = "Jour après jour, et la semaine habituelle",
            [WORD_CHART_VISITS] = "{a}" NBSP ": visites, {b}",
            [WORD_CHART_SEATS] = "{a}" NBSP ": part des places prises pendant l’ouverture, {b}",
            [WORD_CHART_ROOM] = "{a}" NBSP ": part du temps d’ouverture en usage, {b}",
            [WORD_CHART_DAILY] = "par jour",
            [WORD_CHART_WEEKLY] = "par semaine",
            [WORD_CHART_MONTHLY] = "par mois",
            [WORD_CHART_ABOUT] =
                "Une barre pour chacun" NBSP "; les mêmes valeurs sont dans le tableau qui suit.",
            [WORD_CHART_DAY] = "Jour",
            [WORD_CHART_WEEK] = "Semaine du",
            [WORD_CHART_MONTH] = "Mois",
            [WORD_CHART_HOUR] = "Heure",
            [WORD_CHART_NOTE] = "Remarque",
            [WORD_CHART_NONE] = "{a}" NBSP ": pas de graphique des jours, car rien n’a été observé "
                                "pendant cette période.",
            [WORD_NOT_OBSERVED] = "non observé",
            [WORD_PARTLY] = "observé en partie",
            [WORD_PARTLY_OF] = "{a} observés",
            [WORD_LEFT_OUT_ONE] = "sans {a}" NBSP "jour non publié",
            [WORD_LEFT_OUT_MANY] = "sans {a}" NBSP "jours non publiés",
            [WORD_CLOSED] = "fermé",
            [WORD_WEEK_CHART] = "{a}" NBSP ": la semaine habituelle, en" NBSP "%",
            [WORD_WEEK_ABOUT] = "Plus c’est foncé, plus c’est occupé" NBSP
                                "; le nombre de chaque case est l’usage moyen de l’heure, en pour "
                                "cent, ouvert et observé.",
            [WORD_WEEK_BUSY] = "Le plus occupé" NBSP ": {a} ({b}).",
            [WORD_WEEK_CALM] = "Le plus calme" NBSP ": {a} ({b}).",
            [WORD_WEEK_NONE] = "{a}" NBSP ": pas de semaine habituelle, trop peu a été observé "
                               "pendant l’ouverture.",
            [WORD_WEEK_WITHHELD] =
                "{a}" NBSP ": pas de semaine habituelle ni d’heures de la journée. Trop peu de "
                "personnes y viennent, ou personne ne les y compte" NBSP
                ": ses heures ne sont pas publiées.",
            [WORD_PART_0] = "avant midi",
            [WORD_PART_1] = "midi (12–14" NBSP "h)",
            [WORD_PART_2] = "après-midi (14–18" NBSP "h)",
            [WORD_PART_3] = "soir (dès 18" NBSP "h)",
            [WORD_HOURS_CHART] = "{a}" NBSP ": les heures de la journée",
            [WORD_HOURS_ABOUT] =
                "Usage moyen de chaque heure sur tous les jours, ouvert et observé.",
            [WORD_ZONES] = "Les espaces comparés",
            [WORD_ZONES_CHART] = "Usage de chaque espace pendant l’ouverture",
            [WORD_ZONES_ABOUT] = "Une barre couchée pour chaque espace.",
            [WORD_ZONES_ONE] = "Ce lieu n’a qu’un espace" NBSP ": rien à comparer.",
            [WORD_ZONE] = "Espace",
            [WORD_USE] = "Usage",
            [WORD_GAPS] = "Ce qui n’a pas été observé",
            [WORD_GAPS_MORE] =
                "Moments où un cinquième des capteurs d’un espace ou plus se taisaient. Ils ne "
                "comptent dans aucun chiffre, ni comme zéro, ni comme estimation.",
            [WORD_GAPS_NONE] = "{a}" NBSP ": observé sans lacune.",
            [WORD_GAPS_SHORT_ONE] = "Et {a}" NBSP "lacune de moins d’une heure, {b} en tout.",
            [WORD_GAPS_SHORT_MANY] = "Et {a}" NBSP "lacunes de moins d’une heure, {b} en tout.",
            [WORD_FROM] = "De",
            [WORD_TO] = "À",
            [WORD_LENGTH] = "Durée",
            [WORD_KNOWN] = "Connu malgré tout",
            [WORD_OPEN_THEN] = "Pendant l’ouverture",
            [WORD_YES] = "oui",
            [WORD_NO] = "non",
            [WORD_FACTS] = "Ce que les gens ont noté",
            [WORD_CORRECTIONS] = "Corrections du comptage",
            [WORD_CORRECTIONS_NONE] = "Aucune correction du comptage pendant cette période.",
            [WORD_RETRACTED] = "retirée",
            [WORD_OPENINGS] = "Fermetures et ouvertures exceptionnelles",
            [WORD_OPENINGS_NONE] = "Aucune fermeture ni ouverture exceptionnelle n’a été notée.",
            [WORD_OPENING] = "ouverture exceptionnelle",
            [WORD_EVENTS] = "Événements",
            [WORD_EVENTS_NONE] = "Aucun événement n’a été noté.",
            [WORD_COUNTS] = "Comptages faits par une personne",
            [WORD_NOTES] = "Remarques",
            [WORD_WHAT] = "Quoi",
            [WORD_WHOLE_PLACE] = "tout le lieu",
            [WORD_PEOPLE] = "Personnes",
            [WORD_VISITS] = "Visites pendant ce temps (mesuré)",
            [WORD_ANNOUNCED] = "Personnes (déclaré)",
            [WORD_NO_END] = "fin non notée",
            [WORD_DECLARED_TITLE] = "Chiffres déclarés",
            [WORD_DECLARED_MORE] =
                "Aucun capteur ne les connaît. Ce qui suit est déclaré par des personnes, non "
                "mesuré" NBSP "; les lignes vides sont à remplir à la main.",
            [WORD_METHOD] = "Comment c’est mesuré",
            [WORD_METHOD_SEATS] = "Les places",
            [WORD_METHOD_SEATS_TEXT] =
                "Un capteur sous chaque place partagée dit si elle est prise. Une place quittée à "
                "l’instant reste «" NBSP "en pause" NBSP "» un moment ({a}) avant de compter comme "
                "libre. Les places attribuées à quelqu’un ne sont jamais montrées ni exportées. "
                "Les chiffres portent sur des espaces entiers, jamais sur une place.",
            [WORD_METHOD_ROOMS] = "Les salles",
            [WORD_METHOD_ROOMS_TEXT] =
                "Des détecteurs de mouvement et de présence et, s’il y en a un, le contact de la "
                "porte disent si une salle sert. Ils ne disent pas à combien de personnes. Une "
                "salle où rien ne bouge est encore tenue pour occupée quelques minutes, car qui "
                "lit ne bouge guère.",
            [WORD_METHOD_DOORS] = "Les portes et les halls",
            [WORD_METHOD_DOORS_TEXT] =
                "Deux faisceaux lumineux dans une porte, ou une personne munie d’un compteur, "
                "disent que quelqu’un est passé, et dans quel sens. Le nombre de présents est la "
                "somme des entrées moins celle des sorties. Une telle somme dérive" NBSP
                ": elle revient à zéro quand tout s’est tu pendant la nuit, et les organisateurs "
                "la corrigent quand ils comptent.",
            [WORD_METHOD_VISIT] = "Ce qu’est une visite",
            [WORD_METHOD_VISIT_TEXT] =
                "Une visite est un passage entrant à la ligne de comptage, jamais une personne. "
                "Qui sort prendre un café et revient fait deux visites" NBSP
                "; l’équipe et les livraisons y sont aussi. Combien de personnes différentes sont "
                "venues ne peut pas s’en déduire, et n’est pas affirmé.",
            [WORD_METHOD_SOURCES] = "Des capteurs sans protection contre les pertes",
            [WORD_METHOD_SOURCES_TEXT] =
                "Certaines zones s’appuient sur des capteurs d’autres marques, écoutés par radio "
                "ou par le réseau, qui ne gardent rien. Ce qu’ils ont dit quand le collecteur "
                "n’écoutait pas est perdu" NBSP
                "; ce temps, comme celui où ils se sont tus trop longtemps, est inconnu et "
                "abaisse la couverture.",
            [WORD_METHOD_UNKNOWN] = "Ce que veut dire inconnu",
            [WORD_METHOD_UNKNOWN_TEXT] =
                "Un capteur muet, en panne ou masqué rend sa part du lieu inconnue tant que cela "
                "dure. Inconnu n’est ni libre ni vide" NBSP
                ": ce temps est retiré des deux côtés de la fraction, et indiqué à côté du "
                "chiffre.",
            [WORD_METHOD_ERROR] = "Erreur de comptage",
            [WORD_METHOD_ERROR_TEXT] =
                "Des passages d’essai et des comptages par des personnes ont montré que, sur 100 "
                "entrées, entre {a} et {b} ont été manquées. L’encadrement des visites en "
                "découle" NBSP "; la valeur elle-même est celle qui a été comptée, sans facteur.",
            [WORD_METHOD_ERROR_NONE] =
                "L’erreur de comptage des portes n’est pas connue" NBSP
                ": aucun passage d’essai n’a été enregistré. Les visites n’ont donc pas "
                "d’encadrement. Les autres ne couvrent que ce qui était inconnu.",
            [WORD_METHOD_COMPARED] = "La comparaison",
            [WORD_METHOD_COMPARED_TEXT] =
                "Deux périodes sont comparées à jours de semaine égaux" NBSP
                ": un mois de cinq samedis n’est pas plus fréquenté pour cela. Seuls comptent les "
                "jours bien observés des deux côtés" NBSP
                ": les périodes de même longueur sont superposées, jour de semaine sur jour de "
                "semaine" NBSP "; d’une période plus longue, chaque jour de semaine pèse autant "
                "que dans celle-ci, et moins de sa moitié ne suffit pas.",
            [WORD_METHOD_NOT] = "Ce qui n’est pas mesuré",
            [WORD_METHOD_NOT_TEXT] =
                "Ni caméra, ni micro, ni badge, ni téléphone. Ni nom, ni profil, ni parcours d’une "
                "personne dans le lieu.",
            [WORD_METHOD_NAMES] = "Les noms",
            [WORD_METHOD_NAMES_TEXT] =
                "Qui a noté un fait ou corrigé un comptage n’est pas nommé ici" NBSP
                ": ce rapport part "
                "chez des inconnus. Le registre du lieu, lui, garde l’auteur de chaque écriture.",
            [WORD_DEFINITIONS] = "Définitions",
            [WORD_DEFINITIONS_MORE] =
                "Les noms en petits caractères sont ceux des tableaux et des fichiers qui "
                "accompagnent ce rapport.",
            [WORD_FORMULA] = "Formule",
            [WORD_UNIT] = "Unité",
            [WORD_PRIVACY] = "Vie privée",
            [WORD_PRIVACY_TEXT] =
                "Rien ici n’est plus fin qu’un espace et une heure. Il n’y a ni historique d’une "
                "place, ni liste d’arrivées, ni classement.",
            [WORD_PRIVACY_RULE] =
                "Les petits nombres ne sont pas publiés" NBSP
                ": une case de moins de {a} est tue et, là où une soustraction la "
                "révélerait, une autre l’est avec elle.",
            [WORD_PRIVACY_NO_RULE] =
                "Aucune règle sur les petits nombres n’est fixée pour ce lieu.",
            [WORD_PRIVACY_CELLS_ONE] = "Dans ce rapport, {a}" NBSP "case n’est pas publiée pour "
                                       "cela.",
            [WORD_PRIVACY_CELLS_MANY] = "Dans ce rapport, {a}" NBSP "cases ne sont pas publiées "
                                        "pour cela.",
            [WORD_PRIVACY_SEATS] = "Elles sont en pointillé dans les graphiques et «" NBSP
                                   "non publié" NBSP "» dans les tableaux.",
            [WORD_SETTINGS] = "Réglages qui ne sont pas ceux d’origine",
            [WORD_SETTINGS_MORE] = "Tous les réglages qui diffèrent de l’ordinaire" NBSP
                                   ": ceux du lieu et, si le rapport a été fait avec "
                                   "lampion.yaml, ceux de l’installation.",
            [WORD_SETTINGS_NONE] = "Tous les réglages sont ceux d’origine.",
            [WORD_SETTING] = "Réglage",
            [WORD_NONE] = "aucun",
            [WORD_SET] = "réglé",
            [WORD_STANDARD] = "À l’origine",
            [WORD_REPRODUCE] = "Refaire ce rapport",
            [WORD_REPRODUCE_TEXT] =
                "Les mêmes données, période, langue et version donnent le même fichier, octet pour "
                "octet. Sur la machine du lieu" NBSP ":",
        },
};
