// The box to sign in: draws with finger, pen or mouse, and sends the drawing with the form.
(() => {
  "use strict";

  for (const box of document.querySelectorAll("[data-signature]")) {
    const canvas = box.querySelector("canvas");
    const sent = box.querySelector("input");
    const pen = canvas.getContext("2d");
    let from = null;

    const clear = () => {
      // Always dark on white, so that the picture can be read wherever it is shown.
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      sent.value = "";
    };

    const place = (event) => {
      const edge = canvas.getBoundingClientRect();
      const scale = canvas.width / edge.width;
      return { x: (event.clientX - edge.left) * scale, y: (event.clientY - edge.top) * scale };
    };

    const draw = (to) => {
      pen.lineWidth = 3;
      pen.lineCap = "round";
      pen.strokeStyle = "#14213d";
      pen.beginPath();
      pen.moveTo(from.x, from.y);
      pen.lineTo(to.x, to.y);
      pen.stroke();
      from = to;
    };

    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      from = place(event);
      draw(from);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (from) draw(place(event));
    });
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, () => {
        if (from) sent.value = canvas.toDataURL("image/png");
        from = null;
      });
    }
    box.querySelector("[data-clear]").addEventListener("click", clear);

    clear();
    box.hidden = false;
  }
})();
