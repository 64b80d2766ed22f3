export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

const COLUMNS = 24;

/** Places panels from left to right and top to bottom, each line as high as its highest panel. */
export class Layout {
  #x = 0;
  #y = 0;
  #lineHeight = 0;

  /** A heading over the whole width, one unit high. */
  row(): Place {
    this.#endLine();
    return this.place(COLUMNS, 1);
  }

  place(w: number, h: number): Place {
    if (this.#x + w > COLUMNS) this.#endLine();
    const place = { x: this.#x, y: this.#y, w, h };
    this.#x += w;
    this.#lineHeight = Math.max(this.#lineHeight, h);
    return place;
  }

  #endLine(): void {
    this.#x = 0;
    this.#y += this.#lineHeight;
    this.#lineHeight = 0;
  }
}
