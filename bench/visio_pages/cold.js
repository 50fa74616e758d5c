/* The plain call: websocket, camera, connection, one after another from the click on. */
window.cold = async ({ url, ice, offers }) => {
  window.__clicked = window.__wall();
  const socket = new WebSocket(url);
  await new Promise((resolve) => { socket.onopen = resolve; });
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });
  const pc = new RTCPeerConnection({ iceServers: ice, iceTransportPolicy: ice.length ? "relay" : "all" });
  const say = (body) => socket.send(JSON.stringify(body));
  for (const track of stream.getTracks()) pc.addTrack(track, stream);
  pc.onicecandidate = ({ candidate }) => candidate && say({ candidate });
  pc.ontrack = ({ track, streams }) => {
    if (track.kind !== "video") return;
    const video = document.createElement("video");
    [video.autoplay, video.muted, video.srcObject] = [true, true, streams[0]];
    document.body.append(video);
    video.requestVideoFrameCallback(() => {});
  };
  const early = [];
  const offer = async () => { await pc.setLocalDescription(); say({ description: pc.localDescription }); };
  const hear = async (message) => {
    if (message.ready && offers && pc.signalingState === "stable" && !pc.remoteDescription) return offer();
    if (message.description) {
      await pc.setRemoteDescription(message.description);
      if (message.description.type === "offer") await offer();
      for (const candidate of early.splice(0)) await pc.addIceCandidate(candidate);
    }
    if (message.candidate) {
      if (pc.remoteDescription) await pc.addIceCandidate(message.candidate);
      else early.push(message.candidate);
    }
    return undefined;
  };
  let chain = Promise.resolve();
  socket.onmessage = ({ data }) => { chain = chain.then(() => hear(JSON.parse(data))); };
  say({ ready: true });
  if (!offers) {
    const again = setInterval(() => (pc.remoteDescription ? clearInterval(again) : say({ ready: true })), 20);
  }
};
