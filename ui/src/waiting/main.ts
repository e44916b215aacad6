/** Entry of the waiting page. */
import { mount } from "svelte";
import Waiting from "./Waiting.svelte";
import "../styles/main.scss";

const target = document.getElementById("app");
if (target) mount(Waiting, { target });
