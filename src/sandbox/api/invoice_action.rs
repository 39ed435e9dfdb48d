//! `POST /creditor/invoice/{id}/action` and `PATCH /creditor/invoice/{id}/reoffer` (source 4.4).

use actix_web::HttpResponse;

use super::{Answer, call::Call, fields::Fields};
use crate::sandbox::{refusal::Refusal, state::plan::PaymentPlan};

/// Sends, reminds, collects, pays back. All answer 204.
pub fn act(call: &Call) -> Answer {
    let form = call.form();
    let kind = form.required("type")?;
    call.shared.change(|world, now| {
        let id = world.invoice_named(&call.segment())?.id;
        match kind.as_str() {
            "send" | "invoice" => world.send_invoice(id, now),
            "email" => world.mail_invoice(id, now),
            "sms" => world.text_invoice(id, now),
            "letter" | "letterWithInvoice" => world.post_invoice(id, now),
            "reminder" => world.remind_of_invoice(id, now),
            "smsreminder" => world.text_reminder(id, now),
            "reoffer" => world.reoffer(id, now),
            "refund" => {
                let message = form.text("message").ok_or(Refusal::about("err_msg_missing", "message"))?;
                world.refund(id, form.amount("amount")?, message, now)
            }
            "manualPayment" => {
                let reason = form.required("rsn")?;
                let date = form.date("date")?.unwrap_or(now.date_naive());
                world.pay_manually(id, None, reason, date, now)
            }
            "paymentplan" => world.plan_payments(id, plan(&form)?, now),
            // Twikey has to switch it on; nobody receives anything here.
            "peppol" => Err(Refusal::new("err_no_integration")),
            _ => Err(Refusal::invalid("type")),
        }
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn plan(form: &Fields) -> Result<PaymentPlan, Refusal> {
    Ok(PaymentPlan {
        initial: form.amount("initialAmount")?.ok_or(Refusal::missing("initialAmount"))?,
        recurring: form.amount("recurringAmount")?.ok_or(Refusal::missing("recurringAmount"))?,
        terms: form.number("terms")?.ok_or(Refusal::missing("terms"))?,
        mandate: form.text("mndtId").map(|reference| reference.to_uppercase()),
        remittance: form.short("remittance", 140, "err_invalid_params")?,
    })
}

/// The older way to ask for a debit.
pub fn reoffer(call: &Call) -> Answer {
    call.shared.change(|world, now| {
        let id = world.invoice_named(&call.segment())?.id;
        world.reoffer(id, now)
    })?;
    Ok(HttpResponse::NoContent().finish())
}
