/** How loud the microphone is, from 0 to 1; nothing is kept of the sound. */
export class Level {
  /** @param {MediaStream} stream */
  constructor(stream) {
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.data = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    void this.context.resume();
  }

  /** @returns {number} */
  read() {
    // iOS suspends it with a telephone call and forgets to resume.
    if (this.context.state !== "running") void this.context.resume().catch(() => {});
    this.analyser.getFloatTimeDomainData(this.data);
    const power = this.data.reduce((sum, value) => sum + value * value, 0) / this.data.length;
    return Math.min(1, Math.sqrt(power) * 4);
  }

  /** A microphone that the system has cut gives exactly nothing. */
  get silent() {
    return this.data.every((value) => value === 0);
  }

  close() {
    void this.context.close();
  }
}
