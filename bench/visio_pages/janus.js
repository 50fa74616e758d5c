/* Two people of a Janus video room: join beforehand, then publish; subscribe to whoever publishes. */
const calls = new Map();
let socket, session, publisher, roomNumber;

const say = (body) => new Promise((resolve) => {
  const transaction = Math.random().toString(36).slice(2);
  calls.set(transaction, resolve);
  socket.send(JSON.stringify({ transaction, ...(session ? { session_id: session } : {}), ...body }));
});

const attach = async () => (await say({ janus: "attach", plugin: "janus.plugin.videoroom" })).data.id;

const subscribe = async (feed) => {
  const handle = await attach();
  const joined = await say({ janus: "message", handle_id: handle, body: { request: "join", ptype: "subscriber", room: roomNumber, streams: [{ feed }] } });
  const pc = new RTCPeerConnection();
  pc.onicecandidate = ({ candidate }) => void say({ janus: "trickle", handle_id: handle, candidate: candidate ?? { completed: true } });
  pc.ontrack = ({ track }) => {
    if (track.kind !== "video") return;
    const video = document.createElement("video");
    [video.autoplay, video.muted, video.srcObject] = [true, true, new MediaStream([track])];
    document.body.append(video);
    video.requestVideoFrameCallback(() => {});
  };
  await pc.setRemoteDescription(joined.jsep);
  await pc.setLocalDescription();
  await say({ janus: "message", handle_id: handle, body: { request: "start" }, jsep: pc.localDescription });
};

window.enter = async ({ url, room }) => {
  roomNumber = room;
  window.__stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });
  socket = new WebSocket(url, "janus-protocol");
  await new Promise((resolve) => { socket.onopen = resolve; });
  const feeds = new Set();
  const follow = (data) => {
    for (const { id } of data?.publishers ?? []) {
      if (!feeds.has(id)) { feeds.add(id); void subscribe(id); }
    }
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    const resolve = calls.get(message.transaction);
    if (message.plugindata) follow(message.plugindata.data);
    if (resolve && message.janus !== "ack") { calls.delete(message.transaction); resolve(message); }
  };
  session = (await say({ janus: "create" })).data.id;
  setInterval(() => void say({ janus: "keepalive" }), 20000);
  publisher = await attach();
  await say({ janus: "message", handle_id: publisher, body: { request: "join", ptype: "publisher", room } });
};

window.publish = async () => {
  window.__clicked = window.__wall();
  const pc = new RTCPeerConnection();
  for (const track of window.__stream.getTracks()) pc.addTrack(track, window.__stream);
  pc.onicecandidate = ({ candidate }) => void say({ janus: "trickle", handle_id: publisher, candidate: candidate ?? { completed: true } });
  await pc.setLocalDescription();
  const answer = await say({ janus: "message", handle_id: publisher, body: { request: "publish" }, jsep: pc.localDescription });
  await pc.setRemoteDescription(answer.jsep);
};
