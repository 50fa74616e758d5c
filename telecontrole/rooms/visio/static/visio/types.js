/**
 * Shapes shared by the modules of a call. Nothing runs here.
 *
 * @typedef {"none" | "prepared" | "warm" | "live"} Link
 *   What two seats may exchange: nothing, descriptions without address, an empty relayed connection,
 *   sound and picture.
 *
 * @typedef {{ audio: boolean, video: boolean, screen: boolean, paused: boolean }} MediaState
 *   What a person sends: sound, picture, a shared screen; and whether the page is in the background.
 *
 * @typedef {{
 *   t: "peer", seat: string, inst: string | null, role: string, name: string, detail: string,
 *   admitted: boolean, present: boolean, why: string, media: MediaState, link: Link, polite: boolean,
 * }} PeerMessage
 *
 * @typedef {{
 *   t: "welcome", session: string, seat: string, inst: string, key: string, role: string,
 *   name: string, heard: number, resumed: boolean, relayed: boolean, ice: RTCIceServer[],
 * }} WelcomeMessage
 *
 * @typedef {Record<string, any> & { t: string, n?: number, a?: number }} Wire
 *   One message of the websocket.
 *
 * @typedef {{
 *   socket: string, ticket: string, session: string, seat: string, host: boolean, leave: string,
 *   csrf?: string, keep?: string,
 * }} CallConfig
 *   What the page says about its call.
 *
 * @typedef {{ seat: string, state: string, rttMs: number, loss: number }} LinkQuality
 */

export {};
