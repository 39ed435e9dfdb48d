//! The sentence for each [`Reason`](super::Reason).

use crate::i18n::Text;

pub(super) const UNREACHABLE: Text = Text {
    de: "Der Mailserver ist nicht erreichbar. Das Portal versucht es von selbst wieder.",
    nl: "De mailserver is niet bereikbaar. Het portaal probeert het vanzelf opnieuw.",
    fr: "Le serveur de messagerie est injoignable. Le portail réessaie de lui-même.",
    en: "The mail server cannot be reached. The portal will try again by itself.",
};
pub(super) const TIMED_OUT: Text = Text {
    de: "Der Mailserver hat nicht rechtzeitig geantwortet. Das Portal versucht es von selbst wieder.",
    nl: "De mailserver heeft niet op tijd geantwoord. Het portaal probeert het vanzelf opnieuw.",
    fr: "Le serveur de messagerie n’a pas répondu à temps. Le portail réessaie de lui-même.",
    en: "The mail server did not answer in time. The portal will try again by itself.",
};
pub(super) const GARBLED: Text = Text {
    de: "Der Mailserver antwortet unverständlich. Das Portal versucht es von selbst wieder. Bleibt es dabei, prüft die \
         Administration die Adresse des Mailservers (SMTP_URL).",
    nl: "De mailserver geeft een onbegrijpelijk antwoord. Het portaal probeert het vanzelf opnieuw. Blijft dit zo, laat \
         dan een beheerder het adres van de mailserver (SMTP_URL) nakijken.",
    fr: "Le serveur de messagerie donne une réponse incompréhensible. Le portail réessaie de lui-même. Si cela persiste, \
         un administrateur doit vérifier l’adresse du serveur (SMTP_URL).",
    en: "The mail server’s answer makes no sense. The portal will try again by itself. If this goes on, an administrator \
         should check the mail server’s address (SMTP_URL).",
};
pub(super) const ENCRYPTION: Text = Text {
    de: "Es kommt keine verschlüsselte Verbindung zum Mailserver zustande. Ihre Administration muss prüfen, ob SMTP_URL den \
         Port für TLS nennt und der Server TLS 1.2 kann. Das Portal versucht es von selbst wieder.",
    nl: "Er komt geen versleutelde verbinding met de mailserver tot stand. Uw beheerder moet nakijken of SMTP_URL de poort \
         voor TLS noemt en of de server TLS 1.2 kan. Het portaal probeert het vanzelf opnieuw.",
    fr: "La connexion chiffrée au serveur de messagerie échoue. Votre administrateur doit vérifier que SMTP_URL indique le \
         port pour TLS et que le serveur accepte TLS 1.2. Le portail réessaie de lui-même.",
    en: "No encrypted connection to the mail server can be made. Your administrator has to check that SMTP_URL names the port \
         for TLS, and that the server can do TLS 1.2. The portal will try again by itself.",
};
pub(super) const DEFERRED: Text = Text {
    de: "Der Mailserver nimmt die Nachricht im Moment nicht an. Das Portal versucht es von selbst wieder.",
    nl: "De mailserver neemt het bericht nu niet aan. Het portaal probeert het vanzelf opnieuw.",
    fr: "Le serveur de messagerie n’accepte pas le message pour l’instant. Le portail réessaie de lui-même.",
    en: "The mail server is not taking the message at the moment. The portal will try again by itself.",
};
pub(super) const DEFERRED_FOR_DAYS: Text = Text {
    de: "Der Mailserver hat die Nachricht fünf Tage lang nicht angenommen. Das Portal versucht es nicht mehr von selbst. Prüfen \
         Sie die Adresse, erreichen Sie den Kunden auf einem anderen Weg, oder versuchen Sie es noch einmal.",
    nl: "De mailserver heeft het bericht vijf dagen lang niet aangenomen. Het portaal probeert het niet meer vanzelf. \
         Controleer het adres, bereik de klant op een andere manier, of probeer het opnieuw.",
    fr: "Le serveur de messagerie n’a pas accepté le message pendant cinq jours. Le portail ne réessaie plus de lui-même. \
         Vérifiez l’adresse, joignez le client autrement, ou réessayez.",
    en: "The mail server has not taken the message for five days. The portal does not try any more by itself. Check the \
         address, reach the customer in another way, or try again.",
};
pub(super) const LOGIN: Text = Text {
    de: "Der Mailserver lehnt die Anmeldung ab. Die Administration muss Benutzer und Passwort in SMTP_URL prüfen; \
         versuchen Sie es danach erneut.",
    nl: "De mailserver weigert de aanmelding. Een beheerder moet gebruiker en wachtwoord in SMTP_URL nakijken; probeer \
         het daarna opnieuw.",
    fr: "Le serveur de messagerie refuse la connexion. Un administrateur doit vérifier l’utilisateur et le mot de passe \
         dans SMTP_URL\u{a0}; réessayez ensuite.",
    en: "The mail server refuses the login. An administrator must check user and password in SMTP_URL; try again after \
         that.",
};
pub(super) const UNSUITABLE: Text = Text {
    de: "Der Mailserver kann diese Nachricht so nicht senden: Anmeldung, Verschlüsselung oder Sonderzeichen in der \
         Adresse werden nicht unterstützt. Prüfen Sie die E-Mail-Adresse; stimmt sie, hilft die Administration (SMTP_URL).",
    nl: "De mailserver kan dit bericht zo niet verzenden: aanmelding, versleuteling of speciale tekens in het adres \
         worden niet ondersteund. Controleer het e-mailadres; klopt het, vraag dan een beheerder om hulp (SMTP_URL).",
    fr: "Le serveur de messagerie ne peut pas envoyer ce message\u{a0}: la connexion, le chiffrement ou les caractères \
         spéciaux de l’adresse ne sont pas pris en charge. Vérifiez l’adresse e-mail\u{a0}; si elle est correcte, adressez-vous \
         à un administrateur (SMTP_URL).",
    en: "The mail server cannot send this message as it is: it lacks the login, the encryption or the support for special \
         characters in the address. Check the e-mail address; if it is right, ask an administrator (SMTP_URL).",
};
pub(super) const SENDER_REFUSED: Text = Text {
    de: "Der Mailserver akzeptiert die Absenderadresse nicht. Die Administration muss MAIL_FROM prüfen; versuchen Sie es \
         danach erneut.",
    nl: "De mailserver aanvaardt het afzenderadres niet. Een beheerder moet MAIL_FROM nakijken; probeer het daarna \
         opnieuw.",
    fr: "Le serveur de messagerie n’accepte pas l’adresse de l’expéditeur. Un administrateur doit vérifier MAIL_FROM\u{a0}; \
         réessayez ensuite.",
    en: "The mail server does not accept the sender’s address. An administrator must check MAIL_FROM; try again after \
         that.",
};
pub(super) const RECIPIENT_UNKNOWN: Text = Text {
    de: "Diese E-Mail-Adresse gibt es nicht oder sie nimmt keine Nachrichten an. Fragen Sie den Kunden nach der richtigen \
         Adresse, ändern Sie sie im Kundenblatt und senden Sie erneut.",
    nl: "Dit e-mailadres bestaat niet of aanvaardt geen berichten. Vraag de klant naar het juiste adres, wijzig het op de \
         klantenfiche en verzend opnieuw.",
    fr: "Cette adresse e-mail n’existe pas ou n’accepte pas de messages. Demandez la bonne adresse au client, modifiez-la \
         dans la fiche client et renvoyez le message.",
    en: "This e-mail address does not exist or takes no messages. Ask the customer for the right address, change it on \
         the customer sheet and send again.",
};
pub(super) const MAILBOX_FULL: Text = Text {
    de: "Das Postfach des Kunden ist voll. Versuchen Sie es später erneut oder verwenden Sie einen anderen Weg.",
    nl: "De mailbox van de klant is vol. Probeer het later opnieuw of gebruik een ander kanaal.",
    fr: "La boîte aux lettres du client est pleine. Réessayez plus tard ou utilisez un autre canal.",
    en: "The customer’s mailbox is full. Try again later, or use another channel.",
};
pub(super) const TOO_LARGE: Text = Text {
    de: "Die Nachricht ist dem Mailserver zu groß. Kürzen Sie den Text und senden Sie sie neu.",
    nl: "Het bericht is te groot voor de mailserver. Kort de tekst in en verzend het opnieuw.",
    fr: "Le message est trop volumineux pour le serveur de messagerie. Raccourcissez le texte et renvoyez-le.",
    en: "The message is too large for the mail server. Shorten the text and send it anew.",
};
pub(super) const POLICY: Text = Text {
    de: "Der Mailserver lehnt die Nachricht nach seinen Regeln ab, zum Beispiel durch den Spamfilter. Die Administration \
         sollte prüfen, ob der Server für die Absenderadresse senden darf (SPF, DKIM); versuchen Sie es danach erneut.",
    nl: "De mailserver weigert het bericht volgens zijn regels, bijvoorbeeld door de spamfilter. Een beheerder moet nagaan \
         of de server voor het afzenderadres mag verzenden (SPF, DKIM); probeer het daarna opnieuw.",
    fr: "Le serveur de messagerie refuse le message selon ses règles, par exemple à cause du filtre antispam. Un \
         administrateur doit vérifier que le serveur peut envoyer pour cette adresse (SPF, DKIM)\u{a0}; réessayez ensuite.",
    en: "The mail server refuses the message by its rules, for example its spam filter. An administrator should check \
         whether the server may send for the sender’s address (SPF, DKIM); try again after that.",
};
pub(super) const REFUSED: Text = Text {
    de: "Der Mailserver hat die Nachricht abgelehnt. Prüfen Sie die E-Mail-Adresse und versuchen Sie es erneut; bleibt es \
         dabei, informieren Sie die Administration.",
    nl: "De mailserver heeft het bericht geweigerd. Controleer het e-mailadres en probeer het opnieuw; blijft dit zo, \
         breng dan een beheerder op de hoogte.",
    fr: "Le serveur de messagerie a refusé le message. Vérifiez l’adresse e-mail et réessayez\u{a0}; si cela persiste, \
         prévenez un administrateur.",
    en: "The mail server has refused the message. Check the e-mail address and try again; if this goes on, tell an \
         administrator.",
};
