"""How systems say what happened, in one word or a few: read by ``happenings.py``."""

from typing import Final

KEYS: Final = """event events metric eventtype eventname type action actiontype trigger triggertype triggerevent topic kind operation op
changetype hook hookevent webhookevent webhooktype notificationtype subscriptiontype notification eventaction
activitytype eventkind ereignis evenement evento"""

STATES: Final = """status state submissionstatus entrystatus formstatus subscriptionstatus emailstatus responsestatus stage mode
environment env"""
"""Say how something is and not what happened: a status tells farewells, drafts and tests, but no changes."""

WISHES: Final = """subscriberstatus subscriptionstate marketingstatus emailmarketingstatus mailingstatus newsletterstatus consentstatus
emailconsentstatus emailconsentstate marketingconsentstatus optinstatus optstatus permissionstatus contactstatus
memberstatus emailsubscriptionstatus emailoptinstatus leadstatus prospectstatus"""
"""Say how a person wants to be written to, or how far a lead is: only farewells count there."""

CONSENTS: Final = "consent permission optin einwilligung consentement"
"""In the name of such a field: what is withdrawn there is the consent."""

HALF: Final = "partial ispartial partialentry draft isdraft incomplete isincomplete abandoned isabandoned"

GONE: Final = "deleted isdeleted wasdeleted"

ERASED: Final = "erased iserased waserased gdprdeleted isgdprdeleted"

WHOLE: Final = "complete completed iscomplete iscompleted finished isfinished submitted issubmitted"

LEAVING: Final = """unsubscribe unsubscribed unsubscribes unsubscription unsub optout optedout suppress suppressed suppression erase erased erasure forget forgotten
redact redacted anonymize anonymized anonymise anonymised complaint complained complaints spamreport blacklisted
blocklisted dnc spam desinscription desinscrit desinscrite desabonne desabonnement abmeldung abgemeldet abbestellt
abbestellung widerruf widerrufen baja desuscrito desuscripcion desuscribir disiscrizione disiscritto descadastro
descadastrado uitgeschreven afgemeld uitschrijving avregistrerad avprenumererad avanmald afmeldt afmelding avmeldt
avmelding wypisany wypisano odhlaseno odhlaseni odhlasen leiratkozott leiratkozas dezabonat dezabonare"""

DELETED: Final = """delete deleted deletes deletion deleting remove removed removal destroy destroyed purge purged geloscht loschung
supprime supprimee eliminado eliminada eliminato eliminata excluido excluida apagado verwijderd raderad
borttagen slettet poistettu usuniety usunieto smazano smazan torolve sters"""

PRIVACY: Final = "privacy gdpr dsgvo rgpd lgpd ccpa cpra datenschutz dsr dsar"
"""Beside a word for deleting they make it an erasure, that somebody asked for."""

PARTS: Final = """tag tags list lists segment segments campaign campaigns field fields property note notes task tasks group groups label
deal deals file files form forms page from audience audiences sequence workflow automation event webhook owner
association activity email call meeting"""
"""What may be taken from a person, or deleted, without the person."""

TESTS: Final = """test testing ping pong sandbox dummy verification verify urlverification challenge handshake validate validation
heartbeat healthcheck"""

TEST_COMPANY: Final = """webhook webhooks lead leads event events mode submission contact form hook url endpoint connection notification data
request send"""

CREATED: Final = """create created creates creation new add added submit submitted submits register registered subscribe subscribed
subscribes signup signedup upsert upserted insert inserted imported received completed complete booked requested
captured generated joined enrolled erstellt angelegt neu eingegangen abgeschickt cree creee nouveau nouvelle soumis
envoye inscrit creado creada nuevo nueva enviado enviada registrado creato creata nuovo nuova inviato iscritto criado
criada novo nova aangemaakt nieuw nieuwe ingediend verzonden skapad ny nytt inskickad oprettet opprettet indsendt
luotu uusi utworzono nowy nowa wyslano vytvoreno novy odeslano"""

PARTIAL: Final = """partial partially draft drafted abandon abandoned abandonment incomplete unfinished inprogress autosave autosaved
entwurf abgebrochen unvollstandig brouillon abandonne incomplet borrador abandonado incompleto bozza abbandonato
rascunho onvolledig utkast kladde ofullstandig luonnos szkic niekompletny nedokonceno"""

CHANGED: Final = """update updated updates change changed changes modify modified edit edited merge merged enrich enriched tagged untagged
moved assigned unassigned reassigned bounce bounced softbounce hardbounce open opened click clicked delivered deferred
dropped viewed visited cancel canceled cancelled cancellation cancels reschedule rescheduled noshow expired declined
archived unarchived restored loggedin loggedout login logout won lost closed paid refunded aktualisiert geandert
bearbeitet storniert abgesagt modifie modifiee maj annule annulee actualizado actualizada modificado cambiado
cancelado cancelada aggiornato aggiornata modificato annullato annullata atualizado atualizada alterado gewijzigd
bijgewerkt geannuleerd uppdaterad andrad avbokad opdateret aendret oppdatert endret aflyst avlyst paivitetty muutettu
peruttu zaktualizowano zmieniono anulowano upraveno zmeneno aktualizovano zruseno"""

LEAVING_TOGETHER: Final = """optout optedout donotcontact donotcall donotemail privacydelet gdprdelet consentwithdrawn consentrevoked consentremoved
withdrawconsent revokeconsent withdrawnconsent consentwithdrawal datadeletion deletedata deletemydata deletepersonaldata
deletionrequest requestdeletion righttobeforgotten spamcomplaint
markedasspam darsedebaja cancelarsuscripcion cancelousubscricao"""

PARTIAL_TOGETHER: Final = """inprogress formstarted startedform formstart formviewed formview surveystarted quizstarted checkoutstarted
responsestarted submissionstarted formopened notcompleted notsubmitted"""

CHANGED_TOGETHER: Final = """emailsent mailsent pageview pageviewed linkclicked propertychange stagechange statuschange noshow loggedin
didnotattend mailopened"""
