//! Why no encrypted connection came about, and what to do about a certificate that is not trusted.

use std::{error::Error, io};

use rustls::CertificateError;

use crate::i18n::Text;

/// What stood in the way of an encrypted connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Certificate(Distrust),
    /// The other end does not speak TLS, or none that we do.
    Encryption,
}

/// Why a certificate is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// No authority that we know has issued it.
    UnknownAuthority,
    /// It has expired, or is not valid yet.
    NotValidNow,
    /// It is for another host.
    WrongName,
    /// It is not for a server at all, damaged or revoked. An authority's own is among these, which a self-signed one often is.
    Unusable,
}

/// The sentences about somebody's certificate: whose it is in each language, and where its address stands.
macro_rules! sentences {
    ($distrust:expr, $de:literal, $nl:literal, $fr:literal, $en:literal, $address:literal) => {
        match $distrust {
            Distrust::UnknownAuthority => Text {
                de: concat!(
                    "Dem Zertifikat ", $de, " wird nicht vertraut, weil seine Zertifizierungsstelle hier unbekannt ist. Ihre Administration \
                     muss diese Stelle in TLS_CA_FILE angeben oder das Zertifikat ersetzen lassen. Es wird von selbst wieder versucht."
                ),
                nl: concat!(
                    "Het certificaat ", $nl, " wordt niet vertrouwd, omdat de uitgever hier onbekend is. Uw beheerder moet die uitgever \
                     in TLS_CA_FILE opgeven of het certificaat laten vervangen. We proberen het vanzelf opnieuw."
                ),
                fr: concat!(
                    "Le certificat ", $fr, " n’est pas approuvé, car son autorité est inconnue ici. Votre administrateur doit indiquer \
                     cette autorité dans TLS_CA_FILE ou faire remplacer le certificat. Un nouvel essai se fera automatiquement."
                ),
                en: concat!(
                    "The certificate ", $en, " is not trusted, because its authority is unknown here. Your administrator has to give that \
                     authority in TLS_CA_FILE, or have the certificate replaced. It will be tried again by itself."
                ),
            },
            Distrust::NotValidNow => Text {
                de: concat!(
                    "Dem Zertifikat ", $de, " wird nicht vertraut, weil es abgelaufen oder noch nicht gültig ist. Ihre Administration muss es \
                     erneuern lassen und die Uhr dieses Rechners prüfen. Es wird von selbst wieder versucht."
                ),
                nl: concat!(
                    "Het certificaat ", $nl, " wordt niet vertrouwd, omdat het verlopen of nog niet geldig is. Uw beheerder moet het laten \
                     vernieuwen en de klok van deze computer nakijken. We proberen het vanzelf opnieuw."
                ),
                fr: concat!(
                    "Le certificat ", $fr, " n’est pas approuvé, car il a expiré ou n’est pas encore valable. Votre administrateur doit le \
                     faire renouveler et vérifier l’horloge de cette machine. Un nouvel essai se fera automatiquement."
                ),
                en: concat!(
                    "The certificate ", $en, " is not trusted, because it has expired or is not valid yet. Your administrator has to have it \
                     renewed, and to check the clock of this machine. It will be tried again by itself."
                ),
            },
            Distrust::WrongName => Text {
                de: concat!(
                    "Dem Zertifikat ", $de, " wird nicht vertraut, weil es auf einen anderen Namen lautet. Ihre Administration muss die \
                     Adresse (", $address, ") prüfen oder ein Zertifikat auf den richtigen Namen ausstellen lassen. Es wird von selbst \
                     wieder versucht."
                ),
                nl: concat!(
                    "Het certificaat ", $nl, " wordt niet vertrouwd, omdat het op een andere naam staat. Uw beheerder moet het adres (",
                    $address, ") nakijken of een certificaat op de juiste naam laten uitgeven. We proberen het vanzelf opnieuw."
                ),
                fr: concat!(
                    "Le certificat ", $fr, " n’est pas approuvé, car il est établi pour un autre nom. Votre administrateur doit vérifier \
                     l’adresse (", $address, ") ou faire établir un certificat au bon nom. Un nouvel essai se fera automatiquement."
                ),
                en: concat!(
                    "The certificate ", $en, " is not trusted, because it is for another name. Your administrator has to check the address (",
                    $address, "), or have a certificate issued for the right name. It will be tried again by itself."
                ),
            },
            Distrust::Unusable => Text {
                de: concat!(
                    "Dem Zertifikat ", $de, " wird nicht vertraut, weil es kein gültiges Zertifikat eines Servers ist. Ihre Administration muss \
                     es durch eines ersetzen lassen, das eine Zertifizierungsstelle für diesen Server ausgestellt hat, und eine eigene \
                     Stelle in TLS_CA_FILE angeben. Es wird von selbst wieder versucht."
                ),
                nl: concat!(
                    "Het certificaat ", $nl, " wordt niet vertrouwd, omdat het geen geldig certificaat van een server is. Uw beheerder moet \
                     het laten vervangen door een certificaat dat een uitgever voor deze server heeft afgegeven, en een eigen uitgever in \
                     TLS_CA_FILE opgeven. We proberen het vanzelf opnieuw."
                ),
                fr: concat!(
                    "Le certificat ", $fr, " n’est pas approuvé, car ce n’est pas un certificat de serveur valable. Votre administrateur doit \
                     le faire remplacer par un certificat qu’une autorité a délivré à ce serveur, et indiquer une autorité propre dans \
                     TLS_CA_FILE. Un nouvel essai se fera automatiquement."
                ),
                en: concat!(
                    "The certificate ", $en, " is not trusted, because it is no valid certificate of a server. Your administrator has to have \
                     it replaced by one that an authority has issued for this server, and to give an authority of your own in TLS_CA_FILE. \
                     It will be tried again by itself."
                ),
            },
        }
    };
}

impl Trouble {
    /// The trouble with TLS that lies behind a failure, if it is that.
    pub fn behind(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(error) = error.downcast_ref::<rustls::Error>() {
                return Some(Self::of(error));
            }
            // The source of an io::Error is that of the error which it holds.
            next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(held) => Some(held),
                None => error.source(),
            };
        }
        None
    }

    fn of(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(error) => Self::Certificate(Distrust::of(error)),
            _ => Self::Encryption,
        }
    }
}

impl Distrust {
    pub const ALL: [Self; 4] = [Self::UnknownAuthority, Self::NotValidNow, Self::WrongName, Self::Unusable];

    fn of(error: &CertificateError) -> Self {
        use CertificateError as E;
        match error {
            E::UnknownIssuer => Self::UnknownAuthority,
            E::Expired | E::ExpiredContext { .. } | E::NotValidYet | E::NotValidYetContext { .. } => Self::NotValidNow,
            E::NotValidForName | E::NotValidForNameContext { .. } => Self::WrongName,
            _ => Self::Unusable,
        }
    }

    /// What happened and what to do, when it befell Twikey's.
    pub const fn of_twikey(self) -> Text {
        sentences!(self, "von Twikey", "van Twikey", "de Twikey", "of Twikey", "TWIKEY_API_URL")
    }

    /// The same for the mail server's.
    pub const fn of_mail_server(self) -> Text {
        sentences!(
            self,
            "des Mailservers",
            "van de mailserver",
            "du serveur de messagerie",
            "of the mail server",
            "SMTP_URL"
        )
    }
}
